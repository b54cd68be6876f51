package io.unveil.analyzer.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Writes {@code library-methods.txt}: which methods the libraries really have whose types the
 * bundled models name, read from their published files. Arguments: the file to write, then JARs and
 * AARs as Maven Central has them; the head of the written file lists those of the last time.
 *
 * <p>A line is a type and its methods, inherited ones too: names, and the whole signature where a
 * model has one.
 */
final class LibraryMethodsGenerator {
  private static final int OPEN = ClassFile.ACC_PUBLIC | ClassFile.ACC_PROTECTED;

  private final Map<String, ClassModel> classes = new HashMap<>();
  private final Map<String, Set<String>> wanted = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();

  private LibraryMethodsGenerator(Models models) {
    List<String> named = new ArrayList<>();
    models.methods().forEach(m -> named.add(m.method()));
    models.overrides().forEach(m -> named.add(m.method()));
    for (String method : named) {
      int arrow = method.indexOf("->");
      wanted
          .computeIfAbsent(method.substring(0, arrow), _ -> new TreeSet<>())
          .add(method.substring(arrow + 2));
    }
  }

  static void main(String[] arguments) throws IOException {
    LibraryMethodsGenerator generator = new LibraryMethodsGenerator(ModelLoader.bundled());
    for (int i = 1; i < arguments.length; i++) {
      generator.read(Path.of(arguments[i]));
    }
    generator.write(Path.of(arguments[0]));
  }

  private void read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    lines.add("# " + file.getFileName() + " SHA-256 " + sha256(bytes));
    read(bytes);
  }

  /** An AAR holds its classes in {@code classes.jar}. */
  private void read(byte[] archive) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("classes.jar")) {
          read(zip.readAllBytes());
        } else if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
          ClassModel model = ClassFile.of().parse(((InputStream) zip).readAllBytes());
          classes.putIfAbsent("L" + model.thisClass().asInternalName() + ";", model);
        }
      }
    }
  }

  private void write(Path file) throws IOException {
    wanted.forEach((type, methods) -> {
      if (classes.containsKey(type)) {
        TreeSet<String> found = new TreeSet<>();
        collect(type, methods, found);
        lines.add(type + " " + String.join(" ", found));
      }
    });
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private void collect(String type, Set<String> methods, Set<String> found) {
    ClassModel model = classes.get(type);
    if (model == null) {
      return;
    }
    model.methods().stream()
        .filter(method -> (method.flags().flagsMask() & OPEN) != 0)
        .forEach(method -> {
          String name = method.methodName().stringValue();
          String whole = name + method.methodType().stringValue();
          found.add(name);
          if (methods.contains(whole)) {
            found.add(whole);
          }
        });
    List<String> above = new ArrayList<>();
    model.superclass().ifPresent(s -> above.add(descriptor(s.asSymbol())));
    model.interfaces().forEach(i -> above.add(descriptor(i.asSymbol())));
    above.forEach(next -> collect(next, methods, found));
  }

  private static String descriptor(ClassDesc type) {
    return type.descriptorString();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
