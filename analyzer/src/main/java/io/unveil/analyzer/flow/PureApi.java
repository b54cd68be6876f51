package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Machine.Primitive;
import io.unveil.analyzer.flow.Machine.Stopped;
import io.unveil.analyzer.flow.Machine.Unborn;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The methods of Java and Android whose results depend on nothing but their arguments, and that
 * change nothing but a builder, a digest or a cipher: the JDK's own are called, by this list only.
 */
final class PureApi {
  private static final Map<String, Class<?>> TYPES =
      types(
          boolean.class,
          byte.class,
          char.class,
          short.class,
          int.class,
          long.class,
          boolean[].class,
          byte[].class,
          char[].class,
          short[].class,
          int[].class,
          long[].class,
          Object.class,
          String.class,
          CharSequence.class,
          StringBuilder.class,
          StringBuffer.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Boolean.class,
          Math.class,
          Arrays.class,
          Charset.class,
          URLDecoder.class,
          Base64.class,
          Base64.Decoder.class,
          Cipher.class,
          Key.class,
          AlgorithmParameterSpec.class,
          SecretKeySpec.class,
          IvParameterSpec.class,
          MessageDigest.class);

  private static final Map<Class<?>, Set<String>> NAMES =
      Map.ofEntries(
          names(
              String.class,
              "<init> length charAt toCharArray substring subSequence indexOf lastIndexOf concat"
                  + " replace trim toLowerCase toUpperCase equals equalsIgnoreCase startsWith"
                  + " endsWith contains isEmpty hashCode getBytes valueOf copyValueOf compareTo"
                  + " intern toString codePointAt"),
          names(CharSequence.class, "length charAt subSequence toString"),
          names(
              StringBuilder.class,
              "<init> append insert reverse delete deleteCharAt replace setCharAt setLength charAt"
                  + " length toString substring indexOf lastIndexOf"),
          names(
              StringBuffer.class,
              "<init> append insert reverse delete deleteCharAt replace setCharAt setLength charAt"
                  + " length toString substring indexOf lastIndexOf"),
          names(
              Character.class,
              "valueOf charValue toString isDigit isLetter isLetterOrDigit isUpperCase isLowerCase"
                  + " isWhitespace toUpperCase toLowerCase getNumericValue digit forDigit toChars"),
          names(Byte.class, "valueOf byteValue intValue parseByte toString"),
          names(Short.class, "valueOf shortValue intValue parseShort toString"),
          names(
              Integer.class,
              "valueOf intValue longValue byteValue parseInt toString toHexString toBinaryString"
                  + " toOctalString rotateLeft rotateRight reverse bitCount decode"),
          names(
              Long.class,
              "valueOf intValue longValue parseLong toString toHexString rotateLeft rotateRight"),
          names(Boolean.class, "valueOf booleanValue parseBoolean toString"),
          names(Math.class, "abs min max floorMod floorDiv"),
          names(Arrays.class, "copyOf copyOfRange fill equals"),
          names(Charset.class, "forName defaultCharset"),
          names(URLDecoder.class, "decode"),
          names(Base64.class, "getDecoder getUrlDecoder getMimeDecoder"),
          names(Base64.Decoder.class, "decode"),
          names(Cipher.class, "getInstance init doFinal update"),
          names(SecretKeySpec.class, "<init>"),
          names(IvParameterSpec.class, "<init>"),
          names(MessageDigest.class, "getInstance update digest reset"));

  /** Methods that may compare each place with all of the argument. */
  private static final Set<String> SEARCHES =
      Set.of("indexOf", "lastIndexOf", "contains", "replace", "split", "replaceAll");

  /** Methods whose int arguments are lengths of what they make. */
  private static final Set<String> LENGTHS = Set.of("setLength", "copyOf", "copyOfRange");

  private static final Pattern CIPHERS =
      Pattern.compile("(?:AES|DES|DESede|Blowfish|RC4|ARCFOUR)(?:/[A-Za-z0-9]++){0,2}+");

  private static final int URL_SAFE = 8;
  private static final Map<MethodId, Optional<Executable>> FOUND = new ConcurrentHashMap<>();

  private PureApi() {}

  private static Map<String, Class<?>> types(Class<?>... types) {
    Map<String, Class<?>> named = new HashMap<>();
    for (Class<?> type : types) {
      named.put(type.descriptorString(), type);
    }
    return Map.copyOf(named);
  }

  private static Map.Entry<Class<?>, Set<String>> names(Class<?> type, String names) {
    return Map.entry(type, Set.of(names.split(" ")));
  }

  /** {@return whether objects of {@code type} are made by its constructors here} */
  static boolean knows(String type) {
    return TYPES.containsKey(type);
  }

  /** {@return whether {@code id} is on the list} */
  static boolean knows(MethodId id) {
    return isAndroidBase64(id) || find(id) != null;
  }

  private static boolean isAndroidBase64(MethodId id) {
    return id.owner().equals("Landroid/util/Base64;") && id.name().equals("decode");
  }

  static @Nullable Object constant(FieldId field) {
    boolean charset =
        field.owner().equals("Ljava/nio/charset/StandardCharsets;")
            || field.owner().equals("Lkotlin/text/Charsets;");
    return !charset
        ? null
        : switch (field.name()) {
          case "UTF_8" -> StandardCharsets.UTF_8;
          case "US_ASCII" -> StandardCharsets.US_ASCII;
          case "ISO_8859_1" -> StandardCharsets.ISO_8859_1;
          case "UTF_16" -> StandardCharsets.UTF_16;
          case "UTF_16LE" -> StandardCharsets.UTF_16LE;
          case "UTF_16BE" -> StandardCharsets.UTF_16BE;
          default -> null;
        };
  }

  private static @Nullable Executable find(MethodId id) {
    return FOUND.computeIfAbsent(id, PureApi::lookUp).orElse(null);
  }

  private static Optional<Executable> lookUp(MethodId id) {
    Class<?> owner = TYPES.get(id.owner());
    if (owner == null || !NAMES.getOrDefault(owner, Set.of()).contains(id.name())) {
      return Optional.empty();
    }
    List<Class<?>> parameters = new ArrayList<>();
    for (String type : MachineArrays.parameterTypes(id.descriptor())) {
      Class<?> known = TYPES.get(type);
      if (known == null) {
        return Optional.empty();
      }
      parameters.add(known);
    }
    Class<?>[] types = parameters.toArray(Class<?>[]::new);
    try {
      return Optional.of(
          id.name().equals("<init>")
              ? owner.getConstructor(types)
              : owner.getMethod(id.name(), types));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  static @Nullable Object call(
      Machine machine, MethodId id, boolean isStatic, List<@Nullable Object> arguments)
      throws Stopped {
    try {
      if (arguments.isEmpty() && !isStatic) {
        throw new Stopped("call of " + id + " on nothing", false);
      }
      return callKnown(machine, id, isStatic, arguments);
    } catch (IndexOutOfBoundsException
        | NullPointerException
        | ClassCastException
        | NegativeArraySizeException
        | ArrayStoreException
        | IllegalArgumentException e) {
      // Hostile code calls the JDK in ways that no compiler does.
      throw new Stopped("exception of " + id, false);
    }
  }

  private static @Nullable Object callKnown(
      Machine machine, MethodId id, boolean isStatic, List<@Nullable Object> arguments)
      throws Stopped {
    if (id.owner().equals("Ljava/lang/System;") && id.name().equals("arraycopy")) {
      return arraycopy(machine, arguments);
    }
    if (isAndroidBase64(id)) {
      return base64(machine, arguments);
    }
    Executable found = find(id);
    if (found == null || Modifier.isStatic(found.getModifiers()) != isStatic) {
      throw new Stopped("call of " + id, false);
    }
    List<String> types = MachineArrays.parameterTypes(id.descriptor());
    @Nullable Object[] passed = new @Nullable Object[types.size()];
    for (int i = 0; i < passed.length; i++) {
      passed[i] = passed(arguments.get(i + (isStatic ? 0 : 1)), types.get(i));
    }
    Object receiver = isStatic ? null : arguments.getFirst();
    check(machine, id, receiver, passed);
    return result(machine, id, invoke(found, receiver, passed), receiver);
  }

  private static @Nullable Object invoke(
      Executable found, @Nullable Object receiver, @Nullable Object[] passed) throws Stopped {
    try {
      return switch (found) {
        case Constructor<?> c when receiver instanceof Unborn -> c.newInstance(passed);
        case Method m when m.getName().equals("toLowerCase") && receiver instanceof String s ->
            s.toLowerCase(Locale.ROOT);
        case Method m when m.getName().equals("toUpperCase") && receiver instanceof String s ->
            s.toUpperCase(Locale.ROOT);
        case Method m -> m.invoke(receiver, passed);
        default -> throw new Stopped("call of " + found, false);
      };
    } catch (InvocationTargetException | IllegalArgumentException e) {
      throw new Stopped("exception of " + found, false);
    } catch (ReflectiveOperationException e) {
      throw new Stopped("call of " + found, false);
    }
  }

  private static @Nullable Object passed(@Nullable Object argument, String type) throws Stopped {
    boolean known =
        argument == null
            || argument instanceof CharSequence
            || argument instanceof Number
            || argument instanceof Character
            || argument instanceof Boolean;
    if (type.equals("Ljava/lang/Object;") && !known && !(argument instanceof Primitive)) {
      // What toString() of any other object says may differ from run to run.
      throw new Stopped("text of an object", false);
    }
    if (!(argument instanceof Primitive(long bits))) {
      return argument;
    }
    return switch (type) {
      case "Z" -> (bits & 1) != 0;
      case "B" -> (byte) bits;
      case "C" -> (char) bits;
      case "S" -> (short) bits;
      case "I" -> (int) bits;
      case "J" -> bits;
      default -> throw new Stopped("parameter " + type, false);
    };
  }

  /** What the call may cost, before it is made. */
  private static void check(
      Machine machine, MethodId id, @Nullable Object receiver, @Nullable Object[] passed)
      throws Stopped {
    long size = size(receiver);
    for (Object argument : passed) {
      size += size(argument);
      boolean length = LENGTHS.contains(id.name()) || id.name().equals("<init>");
      if (length && argument instanceof Integer n) {
        machine.allocate(n, 2);
      }
    }
    boolean constant = id.name().equals("charAt") || id.name().equals("length");
    machine.work(constant ? 0 : size >> 4);
    if (SEARCHES.contains(id.name()) && passed.length > 0) {
      machine.work((size(receiver) * Math.max(1, size(passed[0]))) >> 6);
    }
    if (id.owner().startsWith("Ljavax/crypto/") || id.owner().startsWith("Ljava/security/")) {
      machine.work(2_000);
    }
    if (id.name().equals("replace") && passed.length == 2) {
      machine.allocate((size(receiver) + 1) * Math.max(1, size(passed[1])), 1);
    }
    if (id.owner().equals("Ljavax/crypto/Cipher;")) {
      checkCipher(id, passed);
    }
    if (passed.length > 0 && passed[0] == null) {
      throw new Stopped("null argument", false);
    }
  }

  /** Only deciphering: enciphering without an initial vector takes a random one. */
  private static void checkCipher(MethodId id, @Nullable Object[] passed) throws Stopped {
    boolean refused =
        switch (id.name()) {
          case "getInstance" ->
              passed.length != 1
                  || !(passed[0] instanceof String name)
                  || !CIPHERS.matcher(name).matches();
          case "init" -> !Integer.valueOf(Cipher.DECRYPT_MODE).equals(passed[0]);
          default -> false;
        };
    if (refused) {
      throw new Stopped("cipher", false);
    }
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case CharSequence text -> text.length();
      case null -> 0;
      case Object array when array.getClass().isArray() -> Array.getLength(array);
      default -> 0;
    };
  }

  /** {@return the first character of the result's type} */
  private static char returned(MethodId id) {
    return id.descriptor().charAt(id.descriptor().indexOf(')') + 1);
  }

  @SuppressWarnings("ReferenceEquality")
  private static @Nullable Object result(
      Machine machine, MethodId id, @Nullable Object result, @Nullable Object receiver)
      throws Stopped {
    if (size(receiver) > Machine.MAX_LENGTH) {
      throw new Stopped("bytes", true);
    }
    if ("ZBCSIJ".indexOf(returned(id)) < 0 || result == null) {
      machine.allocate(result == receiver ? 0 : size(result), 2);
      return result;
    }
    return switch (result) {
      case Boolean b -> new Primitive(b ? 1 : 0);
      case Character c -> new Primitive(c);
      case Number n -> new Primitive(n.longValue());
      default -> throw new Stopped("result of " + id, false);
    };
  }

  private static @Nullable Object arraycopy(Machine machine, List<@Nullable Object> arguments)
      throws Stopped {
    Object from = arguments.get(0);
    Object to = arguments.get(2);
    if (from == null
        || to == null
        || !(arguments.get(1) instanceof Primitive(long start))
        || !(arguments.get(3) instanceof Primitive(long target))
        || !(arguments.get(4) instanceof Primitive(long length))) {
      throw new Stopped("arraycopy", false);
    }
    machine.work(Math.max(0, length >> 4));
    try {
      System.arraycopy(from, (int) start, to, (int) target, (int) length);
    } catch (IndexOutOfBoundsException | ArrayStoreException e) {
      throw new Stopped("arraycopy", false);
    }
    return null;
  }

  /** {@code android.util.Base64.decode}: white space is skipped, both alphabets by the flag. */
  private static Object base64(Machine machine, List<@Nullable Object> arguments) throws Stopped {
    String text =
        switch (arguments.getFirst()) {
          case String s -> s;
          case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1);
          case null, default -> throw new Stopped("base64", false);
        };
    if (arguments.size() != 2 || !(arguments.getLast() instanceof Primitive(long flags))) {
      throw new Stopped("base64", false);
    }
    machine.allocate(text.length(), 1);
    machine.work(text.length() >> 4);
    boolean urlSafe = (flags & URL_SAFE) != 0;
    try {
      return Base64.getMimeDecoder()
          .decode(urlSafe ? text.replace('-', '+').replace('_', '/') : text);
    } catch (IllegalArgumentException e) {
      throw new Stopped("base64", false);
    }
  }
}
