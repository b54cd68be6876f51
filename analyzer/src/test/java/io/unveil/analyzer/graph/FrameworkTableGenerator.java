package io.unveil.analyzer.graph;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes {@code framework.bin}, the table that {@link FrameworkTable} reads. Run it with {@code mvn
 * -Pframework-table -pl analyzer -am process-test-classes}; it downloads the platform's classes, so
 * no normal build does that.
 *
 * <p>Android's own classes come from {@code android-all}, Java's from the JDK's {@code ct.sym}
 * (they are not in {@code android-all}), the legacy HTTP client from the versions that Android's
 * published stubs depend on. Only names and hierarchy are kept: no code.
 */
final class FrameworkTableGenerator {
  /** Java SE 21: the API level of Android 15's core library, the newest the table knows. */
  private static final char CT_SYM_RELEASE = 'L';

  private static final Set<String> JAVA_MODULES =
      Set.of("java.base", "java.logging", "java.sql", "java.xml", "java.prefs", "java.desktop");

  private static final List<String> JAVA_PACKAGES =
      List.of(
          "java/beans/PropertyChange",
          "java/beans/IndexedPropertyChangeEvent",
          "java/io/",
          "java/lang/",
          "java/math/",
          "java/net/",
          "java/nio/",
          "java/security/",
          "java/sql/",
          "java/text/",
          "java/time/",
          "java/util/",
          "javax/crypto/",
          "javax/net/",
          "javax/security/",
          "javax/sql/",
          "javax/xml/",
          "org/w3c/dom/",
          "org/xml/sax/");

  private static final List<String> ANDROID_PACKAGES =
      List.of(
          "android/",
          "dalvik/",
          "javax/",
          "org/json/",
          "org/w3c/",
          "org/xml/",
          "org/xmlpull/",
          "org/apache/http/");

  /**
   * Parts of the platform that no phone lets an app name: hardware interfaces, cars, renamed copies
   * of libraries.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "android/audio/",
          "android/car/",
          "android/federatedcompute/",
          "android/filterfw/",
          "android/filterpacks/",
          "android/frameworks/",
          "android/hardware/broadcastradio/",
          "android/hardware/cas/",
          "android/hardware/contexthub/",
          "android/hardware/gnss/",
          "android/hardware/health/",
          "android/hardware/radio/",
          "android/hardware/thermal/",
          "android/hardware/tv/",
          "android/hardware/wifi/",
          "android/hidl/",
          "android/icu/impl/",
          "android/internal/",
          "android/media/audio/",
          "android/media/internal/",
          "android/net/connectivity/",
          "android/providers/",
          "android/stats/",
          "android/sysprop/",
          "android/tracing/");

  /** What an app can see of one class. */
  private record Type(String superclass, List<String> interfaces, Set<String> methods) {}

  private final Map<String, Type> read = new TreeMap<>();
  private final Map<String, Set<String>> later = new TreeMap<>();
  private final Set<String> published = new TreeSet<>();

  private FrameworkTableGenerator() {}

  /**
   * @param args the file to write, then the jars to read, Android's first: the first definition of
   *     a class wins
   */
  public static void main(String[] args) throws IOException {
    FrameworkTableGenerator generator = new FrameworkTableGenerator();
    for (int i = 1; i < args.length; i++) {
      generator.readJar(Path.of(args[i]), name -> true, FrameworkTableGenerator::inAndroid);
    }
    Path ctSym = Path.of(System.getProperty("java.home"), "lib", "ct.sym");
    generator.readJar(
        ctSym, FrameworkTableGenerator::inCtSym, name -> startsWithAny(name, JAVA_PACKAGES));
    generator.addRemoved();
    byte[] table = write(generator.kept());
    Files.write(Path.of(args[0]), table);
    System.out.println(args[0] + ": " + table.length + " bytes");
  }

  private static boolean inAndroid(String name) {
    return startsWithAny(name, ANDROID_PACKAGES) && !startsWithAny(name, LEFT_OUT);
  }

  private static boolean startsWithAny(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  private static boolean inCtSym(String name) {
    String[] parts = name.split("/", 3);
    return parts.length == 3
        && parts[0].indexOf(CT_SYM_RELEASE) >= 0
        && JAVA_MODULES.contains(parts[1]);
  }

  private void readJar(Path jar, Predicate<String> entryWanted, Predicate<String> publishes)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if ((name.endsWith(".class") || name.endsWith(".sig")) && entryWanted.test(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            add(ClassFile.of().parse(in.readAllBytes()), publishes);
          }
        }
      }
    }
  }

  private void add(ClassModel model, Predicate<String> publishes) {
    String name = model.thisClass().asInternalName();
    if (model.flags().has(AccessFlag.MODULE) || name.endsWith("package-info")) {
      return;
    }
    Set<String> methods = new TreeSet<>();
    for (MethodModel method : model.methods()) {
      boolean inheritable =
          method.flags().has(AccessFlag.PUBLIC) || method.flags().has(AccessFlag.PROTECTED);
      if (inheritable
          && !method.flags().has(AccessFlag.SYNTHETIC)
          && !method.methodName().equalsString("<clinit>")) {
        methods.add(method.methodName().stringValue() + method.methodType().stringValue());
      }
    }
    Type type =
        new Type(
            model.superclass().map(entry -> entry.asInternalName()).orElse(""),
            model.interfaces().stream().map(entry -> entry.asInternalName()).toList(),
            methods);
    Type first = read.putIfAbsent(name, type);
    if (first != null) {
      later.computeIfAbsent(name, key -> new TreeSet<>()).addAll(methods);
    } else if (model.flags().has(AccessFlag.PUBLIC) && publishes.test(name)) {
      published.add(name);
    }
  }

  /** {@return the classes an app can name, and every class above them} */
  private Map<String, Type> kept() {
    Map<String, Type> kept = new TreeMap<>();
    published.forEach(name -> keep(name, kept));
    return kept;
  }

  /** Adds what was removed from the platform since, but not what only moved up to a superclass. */
  private void addRemoved() {
    later.forEach((name, methods) -> {
      Type type = Objects.requireNonNull(read.get(name));
      methods.stream()
          .filter(method -> !declaredAtOrAbove(name, method))
          .forEach(type.methods()::add);
    });
  }

  private boolean declaredAtOrAbove(String name, String method) {
    Type type = read.get(name);
    return type != null
        && (type.methods().contains(method)
            || declaredAtOrAbove(type.superclass(), method)
            || type.interfaces().stream().anyMatch(above -> declaredAtOrAbove(above, method)));
  }

  private void keep(String name, Map<String, Type> kept) {
    Type type = read.get(name);
    if (type == null || kept.putIfAbsent(name, type) != null) {
      return;
    }
    keep(type.superclass(), kept);
    type.interfaces().forEach(above -> keep(above, kept));
  }

  /**
   * {@return the file: magic, inflated length, zlib stream; {@link FrameworkTable} documents the
   * layout}
   */
  private static byte[] write(Map<String, Type> kept) throws IOException {
    TreeSet<String> types = new TreeSet<>();
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> descriptors = new TreeSet<>();
    kept.forEach((name, type) -> {
      types.add(descriptor(name));
      if (!type.superclass().isEmpty()) {
        types.add(descriptor(type.superclass()));
      }
      type.interfaces().forEach(above -> types.add(descriptor(above)));
      for (String method : type.methods()) {
        names.add(method.substring(0, method.indexOf('(')));
        descriptors.add(method.substring(method.indexOf('(')));
      }
    });
    descriptors.forEach(descriptor -> types.addAll(words(descriptor)));
    Map<String, Integer> typeIds = numbered(types);
    TreeMap<List<Integer>, Integer> protos = new TreeMap<>(FrameworkTableGenerator::compare);
    descriptors.forEach(descriptor -> protos.put(ids(descriptor, typeIds), 0));
    int next = 0;
    for (Map.Entry<List<Integer>, Integer> proto : protos.entrySet()) {
      proto.setValue(next++);
    }
    byte[] raw = new Layout(types, names, typeIds, numbered(names), protos).lay(kept);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(FrameworkTable.MAGIC);
    data.writeInt(raw.length);
    try (DeflaterOutputStream deflated =
        new DeflaterOutputStream(data, new Deflater(Deflater.BEST_COMPRESSION))) {
      deflated.write(raw);
    }
    return out.toByteArray();
  }

  private static String descriptor(String internalName) {
    return "L" + internalName + ";";
  }

  /** {@return the result and then the parameters of a method descriptor} */
  private static List<String> words(String descriptor) {
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(descriptor);
    List<String> words = new ArrayList<>();
    words.add(type.returnType().descriptorString());
    type.parameterList().stream().map(ClassDesc::descriptorString).forEach(words::add);
    return words;
  }

  private static List<Integer> ids(String descriptor, Map<String, Integer> typeIds) {
    return words(descriptor).stream().map(word -> id(typeIds, word)).toList();
  }

  private static <K> int id(Map<K, Integer> numbered, K key) {
    return Objects.requireNonNull(numbered.get(key), key::toString);
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return Integer.compare(a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static Map<String, Integer> numbered(SortedSet<String> sorted) {
    Map<String, Integer> numbered = new TreeMap<>();
    for (String text : sorted) {
      if (!text.chars().allMatch(c -> c > 0 && c < 0x80)) {
        throw new IllegalStateException("not ASCII: " + text);
      }
      numbered.put(text, numbered.size());
    }
    if (numbered.size() >= FrameworkTable.NONE) {
      throw new IllegalStateException(numbered.size() + " names do not fit 16 bits");
    }
    return numbered;
  }

  /** The sections, in the order of the file. */
  private record Layout(
      SortedSet<String> types,
      SortedSet<String> names,
      Map<String, Integer> typeIds,
      Map<String, Integer> nameIds,
      SortedMap<List<Integer>, Integer> protos) {

    byte[] lay(Map<String, Type> kept) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      List<Type> classes = List.copyOf(new TreeMap<>(byDescriptor(kept)).values());
      out.writeInt(types.size());
      out.writeInt(names.size());
      out.writeInt(protos.size());
      out.writeInt(kept.size());
      writeStarts(out, types.stream().map(String::length).toList());
      writeStarts(out, names.stream().map(String::length).toList());
      writeStarts(out, protos.keySet().stream().map(List::size).toList());
      writeStarts(out, classes.stream().map(type -> type.interfaces().size()).toList());
      writeStarts(out, classes.stream().map(type -> type.methods().size()).toList());
      for (String descriptor : new TreeSet<>(byDescriptor(kept).keySet())) {
        out.writeShort(id(typeIds, descriptor));
      }
      for (Type type : classes) {
        out.writeShort(
            type.superclass().isEmpty()
                ? FrameworkTable.NONE
                : id(typeIds, descriptor(type.superclass())));
      }
      for (Type type : classes) {
        for (String above : type.interfaces()) {
          out.writeShort(id(typeIds, descriptor(above)));
        }
      }
      for (List<Integer> proto : protos.keySet()) {
        for (int word : proto) {
          out.writeShort(word);
        }
      }
      for (int shift = 16; shift >= 0; shift -= 16) {
        for (Type type : classes) {
          for (int method : methods(type)) {
            out.writeShort(method >>> shift);
          }
        }
      }
      out.write(String.join("", types).getBytes(StandardCharsets.US_ASCII));
      out.write(String.join("", names).getBytes(StandardCharsets.US_ASCII));
      return bytes.toByteArray();
    }

    private static Map<String, Type> byDescriptor(Map<String, Type> kept) {
      Map<String, Type> renamed = new TreeMap<>();
      kept.forEach((name, type) -> renamed.put(descriptor(name), type));
      return renamed;
    }

    private static void writeStarts(DataOutputStream out, List<Integer> sizes) throws IOException {
      int start = 0;
      out.writeInt(start);
      for (int size : sizes) {
        start += size;
        out.writeInt(start);
      }
    }

    /**
     * {@return name id in the high half, prototype id in the low half, ascending as unsigned
     * numbers}
     */
    private int[] methods(Type type) {
      return type.methods().stream()
          .mapToLong(method -> {
            int parameters = method.indexOf('(');
            long name = id(nameIds, method.substring(0, parameters));
            return name << 16 | id(protos, ids(method.substring(parameters), typeIds));
          })
          .sorted()
          .mapToInt(key -> (int) key)
          .toArray();
    }
  }
}
