package io.unveil.benchmarks.droidbench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Method signatures as Soot writes them, {@code owner: result name(arg,arg)}, with or without angle
 * brackets around; the tables of DroidBench name methods so.
 */
public final class SootSignature {
  private static final Pattern FORM =
      Pattern.compile("<?([^\\s:<>]+): ([^\\s<>]+) ([^\\s()]+)\\(([^()]*)\\)>?");

  private SootSignature() {}

  /**
   * {@return the method as {@code Lowner;->name(args)result}}
   *
   * @throws IllegalArgumentException when {@code signature} is none
   */
  public static String toDex(String signature) {
    Matcher m = FORM.matcher(signature.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("not a method signature: \"" + signature + "\"");
    }
    StringBuilder dex = new StringBuilder(descriptor(m.group(1)));
    dex.append("->").append(m.group(3)).append('(');
    for (String argument : m.group(4).split(",")) {
      if (!argument.isBlank()) {
        dex.append(descriptor(argument.strip()));
      }
    }
    return dex.append(')').append(descriptor(m.group(2))).toString();
  }

  private static String descriptor(String type) {
    if (type.endsWith("[]")) {
      return "[" + descriptor(type.substring(0, type.length() - 2));
    }
    return switch (type) {
      case "void" -> "V";
      case "boolean" -> "Z";
      case "byte" -> "B";
      case "short" -> "S";
      case "char" -> "C";
      case "int" -> "I";
      case "long" -> "J";
      case "float" -> "F";
      case "double" -> "D";
      default -> "L" + type.replace('.', '/') + ";";
    };
  }

  /**
   * {@return the method as Soot writes it, without angle brackets}
   *
   * @param dex {@code Lowner;->name(args)result}
   */
  public static String fromDex(String dex) {
    int arrow = dex.indexOf("->");
    int open = dex.indexOf('(', arrow);
    int close = dex.indexOf(')', open);
    if (arrow < 0 || open < 0 || close < 0) {
      throw new IllegalArgumentException("not a method: \"" + dex + "\"");
    }
    StringBuilder arguments = new StringBuilder();
    for (int at = open + 1; at < close; ) {
      int end = end(dex, at);
      arguments.append(arguments.isEmpty() ? "" : ",").append(name(dex.substring(at, end)));
      at = end;
    }
    return name(dex.substring(0, arrow))
        + ": "
        + name(dex.substring(close + 1))
        + " "
        + dex.substring(arrow + 2, open)
        + "("
        + arguments
        + ")";
  }

  /** {@return where the type descriptor that starts at {@code at} ends} */
  private static int end(String dex, int at) {
    int element = at;
    while (dex.charAt(element) == '[') {
      element++;
    }
    return dex.charAt(element) == 'L' ? dex.indexOf(';', element) + 1 : element + 1;
  }

  private static String name(String descriptor) {
    return switch (descriptor.charAt(0)) {
      case '[' -> name(descriptor.substring(1)) + "[]";
      case 'L' -> descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
      case 'V' -> "void";
      case 'Z' -> "boolean";
      case 'B' -> "byte";
      case 'S' -> "short";
      case 'C' -> "char";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'F' -> "float";
      case 'D' -> "double";
      default -> throw new IllegalArgumentException("not a type: \"" + descriptor + "\"");
    };
  }
}
