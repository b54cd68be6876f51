package io.unveil.unpacker.dex;

import io.unveil.fixtures.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A DEX file as lines that can be compared: classes, superclasses, methods with registers and size
 * of code; from {@code dexdump}, and ours.
 */
final class DexdumpListing {
  /** What Debian's dexdump is made from: Android 11. */
  static final int API = 30;

  private static final List<String> REFUSED = List.of("refused");

  private DexdumpListing() {}

  /** {@return where dexdump's answer and our reading of a file part, empty when they agree} */
  static String difference(Oracle.Answer answer, byte[] dex) {
    return difference(answer.isYes() ? theirs(answer.lines()) : REFUSED, ours(dex));
  }

  private static String difference(List<String> theirs, List<String> ours) {
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String their = i < theirs.size() ? theirs.get(i) : "(end)";
      String our = i < ours.size() ? ours.get(i) : "(end)";
      if (!their.equals(our)) {
        return "line " + i + ": dexdump '" + their + "', we '" + our + "'";
      }
    }
    return "";
  }

  private static List<String> theirs(List<String> lines) {
    List<String> read = new ArrayList<>();
    String descriptor = "";
    String name = "";
    for (String line : lines) {
      int colon = line.indexOf(':');
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (line.startsWith("  Class descriptor  :")) {
        descriptor = unquoted(value);
        read.add("class " + descriptor);
      } else if (line.startsWith("  Superclass        :")) {
        read.add("super " + unquoted(value));
      } else if (line.startsWith("      name          :")) {
        name = unquoted(value);
      } else if (line.startsWith("      type          :")) {
        name += unquoted(value);
      } else if (line.startsWith("      code          : (none)")) {
        read.add("method " + name + " none");
      } else if (line.startsWith("      registers     :")) {
        name += " " + value;
      } else if (line.startsWith("      ins           :")) {
        name += "/" + value;
      } else if (line.startsWith("      insns size    :")) {
        read.add("method " + name + " " + value.substring(0, value.indexOf(' ')));
      }
    }
    return read;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("'")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static List<String> ours(byte[] bytes) {
    DexCode code = DexReading.open(bytes);
    boolean refused =
        code.files().stream()
            .flatMap(file -> file.refusals().stream())
            .anyMatch(refusal -> refusal.holdsAt(API));
    return refused || code.files().isEmpty() ? REFUSED : listing(code);
  }

  private static List<String> listing(DexCode code) {
    List<String> read = new ArrayList<>();
    for (DexFile file : code.files()) {
      for (DexClass type : file.classes()) {
        read.add("class " + type.descriptor());
        if (type.superclass() != null) {
          read.add("super " + type.superclass());
        }
        for (DexMethod method : type.methods()) {
          read.add("method " + method(file, method));
        }
      }
    }
    read.addAll(code.failures());
    return read;
  }

  private static String method(DexFile file, DexMethod method) {
    String signature = method.id().name() + method.id().descriptor();
    if (!method.hasCode()) {
      return signature + " none";
    }
    CodeItem item;
    try {
      item = file.code(method);
    } catch (BadCodeException e) {
      return signature + " " + e.getMessage();
    }
    return String.format(
        Locale.ROOT, "%s %d/%d %d", signature, item.registers(), item.ins(), item.units());
  }
}
