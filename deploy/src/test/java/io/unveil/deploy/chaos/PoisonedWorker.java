package io.unveil.deploy.chaos;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A jar that, first on a worker's class path, makes the worker do what {@link Poison} says: the
 * product's own classes with one call added, and that class. Everything else in the worker is the
 * product's, and the product knows nothing of it.
 */
final class PoisonedWorker {
  private static final ClassDesc POISON = desc(Poison.class);
  private static final ClassDesc APK = desc(UnpackedApk.class);
  private static final MethodTypeDesc SHOWN = MethodTypeDesc.of(ConstantDescs.CD_void, APK);

  private PoisonedWorker() {}

  /** Writes the jar. */
  static void write(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    add(entries, Poison.class, bytes(Poison.class));
    add(entries, Poison.Act.class, bytes(Poison.Act.class));
    add(entries, Poison.Place.class, bytes(Poison.Place.class));
    entries.put("io/unveil/deploy/chaos/Poison$1.class", bytes("Poison$1"));
    add(entries, ApkUnpacker.class, patched(ApkUnpacker.class, "unpack", new BeforeReturn()));
    add(entries, AppAnalyzer.class, patched(AppAnalyzer.class, "analyze", new AtStart()));
    entries.values().removeIf(content -> content.length == 0);
    Jars.write(jar, entries);
  }

  private static void add(Map<String, byte[]> entries, Class<?> type, byte[] content) {
    entries.put(type.getName().replace('.', '/') + ".class", content);
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    return bytes(type, type.getName().substring(type.getPackageName().length() + 1));
  }

  /** {@return what javac made beside {@link Poison}, empty when it made no such class} */
  private static byte[] bytes(String name) throws IOException {
    return bytes(Poison.class, name);
  }

  private static byte[] bytes(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name + ".class")) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }

  private static byte[] patched(Class<?> type, String method, CodeTransform change)
      throws IOException {
    AtomicInteger found = new AtomicInteger();
    ClassFile files = ClassFile.of();
    byte[] made =
        files.transformClass(
            files.parse(bytes(type)),
            ClassTransform.transformingMethodBodies(
                each -> isWork(each, method) && found.incrementAndGet() > 0, change));
    if (found.get() == 0) {
      throw new IllegalStateException(type + " has no public static " + method + " any more");
    }
    return made;
  }

  private static boolean isWork(MethodModel method, String name) {
    return method.methodName().equalsString(name)
        && method.flags().has(AccessFlag.PUBLIC)
        && method.flags().has(AccessFlag.STATIC);
  }

  /** Shows the result. */
  private record BeforeReturn() implements CodeTransform {
    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        code.dup().invokestatic(POISON, "unpacked", SHOWN);
      }
      code.with(element);
    }
  }

  /** Shows the first argument. */
  private record AtStart() implements CodeTransform {
    @Override
    public void atStart(CodeBuilder code) {
      code.aload(0).invokestatic(POISON, "analyzing", SHOWN);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.of(type.getName());
  }
}
