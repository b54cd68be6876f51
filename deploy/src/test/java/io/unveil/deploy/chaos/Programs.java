package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Fault.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of a fleet: the product as it was built, with AOT caches for its processes and for
 * their sandboxed workers, so that a start costs little where something is started every few
 * seconds. They are kept from one run to the next.
 */
final class Programs {
  /** Which rules a process has. */
  enum Edition {
    /** Those of the product. */
    BUILT,
    /** The same under the next revision. */
    NEXT
  }

  private static final String MAIN = "io.unveil.deploy.main.Unveil";

  private final Path target;
  private final Path home;
  private final Path java;

  private Programs(Path root) throws IOException {
    this.target = root.resolve("deploy/target");
    this.home = Files.createDirectories(target.resolve("chaos/programs"));
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Makes what is not there yet or is older than the product. */
  static Programs prepare(Path root) throws IOException, InterruptedException {
    Programs programs = new Programs(root);
    if (!programs.fresh()) {
      System.out.println("chaos: makes the AOT caches of the processes (once for each build)");
      programs.clear();
      PoisonedWorker.write(programs.poison());
      NextEdition.write(programs.next());
      programs.trainWorker();
      for (Edition edition : Edition.values()) {
        programs.trainServer(edition);
      }
      Files.createFile(programs.home.resolve("complete"));
    }
    return programs;
  }

  /** {@return the start of a command that runs {@code unveil} */
  List<String> unveil(Edition edition, Part part) throws IOException {
    List<String> words = new ArrayList<>(server(edition, part == Part.WORKER ? "768m" : "512m"));
    if (Files.isReadable(cache(edition))) {
      words.add(1, "-XX:AOTCache=" + cache(edition));
    }
    return words;
  }

  /**
   * As the launcher starts a server, but with a small heap and without the optimising compiler:
   * each of these processes lives for seconds.
   */
  private List<String> server(Edition edition, String heap) throws IOException {
    return new ArrayList<>(
        List.of(
            java.toString(),
            "-Xmx" + heap,
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dunveil.worker.classpath=" + workerClassPath(),
            "-Dunveil.worker.cache=" + workerCache(),
            "-Dunveil.worker.quick=true",
            "-cp",
            (edition == Edition.NEXT ? next() + ":" : "")
                + target.resolve("unveil-deploy.jar")
                + ":"
                + classPath("serve"),
            MAIN));
  }

  private String classPath(String stage) throws IOException {
    return Files.readString(target.resolve(stage + ".classpath"), StandardCharsets.UTF_8).strip();
  }

  private String workerClassPath() throws IOException {
    return poison() + ":" + classPath("worker");
  }

  private Path poison() {
    return home.resolve("poison.jar");
  }

  private Path next() {
    return home.resolve("next-edition.jar");
  }

  private Path cache(Edition edition) {
    return home.resolve("server-" + edition + ".aot");
  }

  private Path workerCache() {
    return home.resolve("worker.aot");
  }

  private boolean fresh() throws IOException {
    Path complete = home.resolve("complete");
    if (!Files.exists(complete)) {
      return false;
    }
    Path now = home.resolve("poison-now.jar");
    PoisonedWorker.write(now);
    if (Files.mismatch(now, poison()) >= 0) {
      return false;
    }
    List<String> all = new ArrayList<>(List.of(target.resolve("unveil-deploy.jar").toString()));
    all.addAll(List.of(classPath("serve").split(":", -1)));
    for (String each : all) {
      if (Files.getLastModifiedTime(Path.of(each)).compareTo(Files.getLastModifiedTime(complete))
          > 0) {
        return false;
      }
    }
    return true;
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.createDirectories(home);
  }

  private void trainWorker() throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            workerClassPath());
    List<String> main =
        List.of("io.unveil.analyzer.worker.WorkerTraining", target.resolve("training").toString());
    Path notes = home.resolve("worker.notes");
    List<String> record = new ArrayList<>(List.of(java.toString(), "-XX:AOTMode=record"));
    record.add("-XX:AOTConfiguration=" + notes);
    record.addAll(options);
    record.addAll(main);
    Training.run(record, home.resolve("worker-record.log"));
    create(options, notes, workerCache());
  }

  private void trainServer(Edition edition) throws IOException, InterruptedException {
    List<String> command = server(edition, "512m");
    Path notes = home.resolve("server-" + edition + ".notes");
    List<String> record = new ArrayList<>(command);
    record.addAll(1, List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes));
    Path data = Files.createDirectories(home.resolve("data-" + edition));
    record.addAll(List.of("serve", "--data", data.toString(), "--port", "0"));
    record.addAll(List.of("--set", "store.reserve=0 B"));
    Training.serve(record, home.resolve("server-" + edition + "-record.log"), target);
    create(command.subList(1, command.size() - 1), notes, cache(edition));
  }

  /** Without a cache everything works, only slower. */
  private void create(List<String> options, Path notes, Path cache)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(java.toString(), "-XX:AOTMode=create"));
    words.addAll(List.of("-XX:AOTConfiguration=" + notes, "-XX:AOTCache=" + cache));
    words.addAll(options);
    Training.run(words, Path.of(cache + ".log"));
    if (!Files.isReadable(cache)) {
      System.out.println("chaos: no " + cache + "; every start takes longer. See its log");
    }
  }
}
