package io.unveil.deploy.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated files: every one ends as facts, a malformed file or a typed failure; workers try nothing
 * that they must not, and this process goes on. {@code -Dsandbox.mutants=20000 -Dsandbox.seed=1}
 * takes more of them; files at which a worker failed are kept in {@code target/failed-mutants}.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class MutatedFilesIT {
  private static final Path KEPT =
      Path.of(System.getProperty("unveil.root", ".."), "deploy", "target", "failed-mutants");

  private final int many = Integer.getInteger("sandbox.mutants", 300);
  private final long seed = Long.getLong("sandbox.seed", 20_261_123L);
  private final TreeMap<String, Integer> outcomes = new TreeMap<>();
  private final Set<String> layers = new TreeSet<>();

  @TempDir private Path folder;

  @Test
  void mutatedFiles_eachEndTyped_andWorkersTryNothingElse() throws Exception {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    Path file = samples.resolve("mutant.apk");
    SystemCalls calls = SystemCalls.visible() ? SystemCalls.watchedBelow(folder) : null;
    if (calls == null) {
      System.out.println("strace is not here: only the files that workers leave are looked at");
    }
    long started;
    try (SandboxedWork work = work(samples, calls)) {
      started = run(work, file);
    }

    System.out.printf(
        "mutants: %d, seed %d, workers started %d, %s, layers %s%n",
        many, seed, started, outcomes, layers);
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(many);
    assertThat(outcomes).containsKey("facts").doesNotContainKeys("DEFECT", "facts of another");
    try (Stream<Path> written = Files.walk(samples)) {
      assertThat(written).containsExactlyInAnyOrder(samples, file);
    }
    if (calls != null) {
      assertThat(calls.processes()).isEqualTo(Math.toIntExact(started));
      assertThat(calls.forbidden(readable(samples))).isEmpty();
    }
  }

  private long run(SandboxedWork work, Path file) throws Exception {
    List<byte[]> seeds =
        Stream.concat(Samples.all().stream(), FlowCases.all().stream()).map(Sample::apk).toList();
    Random random = new Random(seed);
    for (int i = 0; i < many; i++) {
      byte[] apk = Mutant.of(seeds.get(random.nextInt(seeds.size())), random);
      Files.write(file, apk);
      String outcome = outcome(work, file);
      outcomes.merge(outcome, 1, Integer::sum);
      layers.addAll(work.layers());
      if (outcome.equals(outcome.toUpperCase(java.util.Locale.ROOT))) {
        keep(outcome + "-" + seed + "-" + i, apk);
      }
      if (i % 1_000 == 999) {
        System.out.println(i + 1 + " " + outcomes);
      }
    }
    return work.started();
  }

  private static void keep(String name, byte[] apk) throws IOException {
    Files.write(Files.createDirectories(KEPT).resolve(name + ".apk"), apk);
  }

  private static String outcome(SandboxedWork work, Path file) throws Exception {
    String sha256 = FileHash.sha256(file);
    try {
      AppFacts facts = work.scan(file, sha256, false, _ -> {}).facts();
      return facts.apk().sha256().equals(sha256) ? "facts" : "facts of another";
    } catch (MalformedApkException _) {
      return "malformed";
    } catch (WorkerFailedException e) {
      System.out.println(e.kind() + " " + e.exit() + " " + e.reason());
      return e.kind().name();
    }
  }

  /** What workers may read, and what the JVM's own threads look at. */
  private static List<Path> readable(Path samples) {
    List<Path> all = new ArrayList<>(WorkerLaunch.ofThisProcess().readable());
    all.add(samples);
    all.add(Path.of("/proc"));
    all.add(Path.of("/sys"));
    all.add(Path.of("/dev/random"));
    all.add(Path.of("/dev/urandom"));
    return all;
  }

  private static SandboxedWork work(
      Path samples, @org.jspecify.annotations.Nullable SystemCalls calls) {
    WorkerLaunch here = WorkerLaunch.ofThisProcess();
    WorkerLaunch launch =
        calls == null
            ? here
            : new WorkerLaunch(
                calls.home(), here.classPath(), here.mainClass(), here.cache(), here.quick());
    return new SandboxedWork(
        new WorkerSettings(
            launch, List.of(samples, here.home()), Limits.DEFAULT, WorkerSettings.Bounds.DEFAULT),
        1);
  }
}
