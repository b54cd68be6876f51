package io.unveil.benchmarks.peer;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Models;
import io.unveil.benchmarks.droidbench.SootSignature;
import io.unveil.unpacker.dex.MethodId;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Our sources and sinks as FlowDroid's list. Models name methods without their parameters where all
 * overloads are meant; FlowDroid wants each, so they are looked up in the platform's jar. Sinks
 * that depend on what the receiver is, and parameters of callbacks, cannot be said there and are
 * left out.
 */
final class SourcesAndSinks {
  private SourcesAndSinks() {}

  /**
   * {@return the lines of the list}
   *
   * @param platform an {@code android.jar}
   */
  static List<String> of(Models models, Path platform) throws IOException {
    Set<String> lines = new TreeSet<>();
    try (ZipFile jar = new ZipFile(platform.toFile())) {
      for (Map.Entry<String, Set<String>> owner : namesByOwner(models).entrySet()) {
        ClassModel type = read(jar, owner.getKey());
        if (type != null) {
          add(lines, models, owner.getKey(), owner.getValue(), type);
        }
      }
    }
    return List.copyOf(lines);
  }

  private static Map<String, Set<String>> namesByOwner(Models models) {
    Map<String, Set<String>> names = new TreeMap<>();
    models
        .startingPoints()
        .forEach((name, owners) ->
            owners.forEach(o -> names.computeIfAbsent(o, _ -> new TreeSet<>()).add(name)));
    models
        .startingConstructors()
        .forEach(o -> names.computeIfAbsent(o, _ -> new TreeSet<>()).add("<init>"));
    return names;
  }

  private static @Nullable ClassModel read(ZipFile jar, String owner) throws IOException {
    ZipEntry entry = jar.getEntry(owner.substring(1, owner.length() - 1) + ".class");
    if (entry == null) {
      return null;
    }
    try (InputStream bytes = jar.getInputStream(entry)) {
      return ClassFile.of().parse(bytes.readAllBytes());
    }
  }

  private static void add(
      Set<String> lines, Models models, String owner, Set<String> names, ClassModel type) {
    type.methods()
        .forEach(method -> {
          String name = method.methodName().stringValue();
          MethodId id = new MethodId(owner, name, method.methodType().stringValue());
          MethodModel model = names.contains(name) ? models.method(List.of(id)) : null;
          if (model != null && model.source() != null) {
            lines.add(line(id, "_SOURCE_"));
          }
          if (model != null && model.sinks().stream().anyMatch(s -> s.channel() == null)) {
            lines.add(line(id, "_SINK_"));
          }
        });
  }

  private static String line(MethodId id, String role) {
    return "<" + SootSignature.fromDex(id.toString()) + "> -> " + role;
  }
}
