package io.unveil.deploy.sandbox;

import io.unveil.analyzer.worker.WorkerMain;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a worker.
 *
 * @param home of the JDK
 * @param classPath jars and folders of classes
 * @param mainClass the worker's main class
 * @param cache the AOT cache made for this class path, or null for none
 * @param quick whether the worker lives too shortly for the optimising compiler
 */
public record WorkerLaunch(
    Path home, List<Path> classPath, String mainClass, @Nullable Path cache, boolean quick) {
  /** Variables that the JVM needs to read names of files as its parent does. */
  private static final List<String> KEPT_VARIABLES = List.of("LC_ALL", "LC_CTYPE", "LANG");

  /** Copies the list. */
  public WorkerLaunch {
    classPath = List.copyOf(classPath);
  }

  /**
   * {@return what the launcher says in system properties; what it leaves out is as in this process}
   *
   * <ul>
   *   <li>{@code unveil.worker.classpath}: unpacker, analyzer and their libraries
   *   <li>{@code unveil.worker.cache}: an AOT cache
   *   <li>{@code unveil.worker.quick}: true for short runs
   * </ul>
   */
  public static WorkerLaunch ofThisProcess() {
    String given =
        System.getProperty("unveil.worker.classpath", System.getProperty("java.class.path"));
    List<Path> classPath =
        Arrays.stream(given.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .map(Path::toAbsolutePath)
            .toList();
    String cache = System.getProperty("unveil.worker.cache");
    return new WorkerLaunch(
        Path.of(System.getProperty("java.home")),
        classPath,
        WorkerMain.class.getName(),
        cache == null || !Files.isReadable(Path.of(cache)) ? null : Path.of(cache),
        Boolean.getBoolean("unveil.worker.quick"));
  }

  /** {@return the process to be started, with next to nothing of our environment} */
  ProcessBuilder command(long heapBytes) {
    List<String> words = new ArrayList<>();
    words.add(home.resolve("bin").resolve("java").toString());
    words.addAll(
        List.of(
            // Messages of the JVM go to standard error: standard output has the answers.
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:+DisplayVMOutputToStderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx" + (heapBytes >> 10) + "k",
            "-XX:+ExitOnOutOfMemoryError",
            // A crash would be told on standard output, between the answers; its signal says
            // enough, and the limit of core files is 0.
            "-XX:+SuppressFatalErrorMessage",
            // These write files, and let others of the same user in.
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism"));
    if (quick) {
      words.add("-XX:TieredStopAtLevel=1");
    }
    if (cache != null) {
      words.add("-XX:AOTCache=" + cache);
    }
    words.add("-cp");
    words.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    words.add(mainClass);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT_VARIABLES);
    // One arena of the C library for each few threads; the default is eight for each processor.
    environment.put("MALLOC_ARENA_MAX", "2");
    return builder;
  }

  /** {@return what a worker must be able to read besides samples} */
  List<Path> readable() {
    Set<Path> all = new LinkedHashSet<>();
    all.add(home);
    all.addAll(links(home.resolve("conf")));
    all.addAll(links(home.resolve("lib").resolve("security")));
    all.addAll(classPath);
    if (cache != null) {
      all.add(cache);
    }
    return List.copyOf(all);
  }

  /** Some systems keep configuration outside, behind symbolic links. */
  private static List<Path> links(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isSymbolicLink).toList();
    } catch (java.io.IOException | java.io.UncheckedIOException _) {
      return List.of();
    }
  }
}
