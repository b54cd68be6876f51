package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.ExtendedModels;
import io.unveil.analyzer.model.Models;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Method bodies that no compiler makes, made of those that one made: an app's analysis ends with
 * facts, partial ones where code cannot be read, within its work and with memory to match.
 *
 * <p>{@code -Dflow.mutants=20000} runs longer, {@code -Dtest.seed=…} runs one sweep again.
 */
class CodeMutationTest {
  private static final Path DROIDBENCH =
      Path.of(System.getProperty("unveil.root", "..")).resolve("../shared/corpora/droidbench/apk");

  /** Work of one mutant; small, so that a mutant that runs away ends soon. */
  private static final Budget SMALL = new Budget(200_000, 20_000, 64, 48, 50, 4, 30);

  /** Work that a budget may be exceeded by: one summary that is applied, one method's leaders. */
  private static final long SLACK = 100_000;

  /** What the analysis of one mutant may allocate, most of it garbage at once. */
  private static final long MAX_ALLOCATED = 2L << 30;

  private static final int PER_VICTIM = 20;
  private static final Models MODELS = ExtendedModels.read(GoldenCase.FLOWS.resolve("models.json"));

  private long seed;
  private long mostAllocated;
  private int partial;
  private int agreed;

  @Test
  void changedMethodBodies_giveFactsWithinTheirBounds() throws Exception {
    seed = Long.getLong("test.seed", System.nanoTime());
    int mutants = Integer.getInteger("flow.mutants", 300);
    Random random = new Random(seed);
    List<byte[]> victims = victims();
    for (int done = 0; done < mutants; done += PER_VICTIM) {
      sweep(victims.get(random.nextInt(victims.size())), done, random);
    }

    System.out.printf(
        Locale.ROOT,
        "%d mutants of method bodies, -Dtest.seed=%d: %d with partial facts, %d methods read by"
            + " both interpreters, at most %d MiB allocated for one%n",
        mutants,
        seed,
        partial,
        agreed,
        mostAllocated >> 20);
    assertThat(partial).as("mutants whose damage was noticed").isPositive();
    assertThat(agreed).as("methods that both interpreters read").isPositive();
  }

  private void sweep(byte[] apk, int number, Random random) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      byte[] dex = firstDex(bytes, app);
      CodeMutator mutator =
          new CodeMutator(dex, DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT), random);
      for (int i = 0; i < PER_VICTIM && mutator.methods() > 0; i++) {
        check(app, mutator.mutant(), number + i);
      }
    }
  }

  private void check(UnpackedApk app, byte[] mutant, int number) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    AppFacts facts = analyze(app, mutant);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    String what = "seed %d, mutant %d".formatted(seed, number);
    assertThat(facts.coverage().workUnits()).as(what).isLessThan(SMALL.maxWorkUnits() + SLACK);
    assertThat(allocated).as(what).isLessThan(MAX_ALLOCATED);
    boolean failed = facts.coverage().methodsFailed() > 0;
    assertThat(!failed || isPartialOrUnconfirmed(facts)).as(what + " loses silently").isTrue();
    mostAllocated = Math.max(mostAllocated, allocated);
    partial += facts.coverage().incomplete().isEmpty() ? 0 : 1;
    if (number % 10 == 0) {
      assertThat(analyze(app, mutant)).as(what + " again").isEqualTo(facts);
      bothInterpreters(app, mutant);
    }
  }

  /** A method that is not read makes the facts partial, or what it decides unconfirmed. */
  private static boolean isPartialOrUnconfirmed(AppFacts facts) {
    return !facts.coverage().incomplete().isEmpty()
        || facts.coverage().failures().keySet().stream()
            .anyMatch(reason -> reason.startsWith("second-opinion:"));
  }

  private static AppFacts analyze(UnpackedApk app, byte[] dex) {
    DexCode code = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);
    return AppAnalyzer.analyze(app, code, MODELS, SMALL);
  }

  /** Every method of the app's own, by each interpreter alone: read, or refused with a reason. */
  private void bothInterpreters(UnpackedApk app, byte[] dex) {
    DexCode code = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT).withoutBrokenFiles();
    ClassHierarchy hierarchy = new ClassHierarchy(code, FrameworkTable.get());
    List<Analysis> both = new ArrayList<>();
    for (Interpreter interpreter : List.of(new DexInterpreter(), new JvmInterpreter())) {
      String name = app.manifest() == null ? "" : app.manifest().packageName();
      both.add(
          new Analysis(
              code,
              hierarchy,
              Libraries.get(),
              MODELS,
              name,
              Loading.of(List.of()),
              SMALL,
              _ -> interpreter));
    }
    for (int i = 0; i < Math.min(60, code.methodCount()); i++) {
      DexMethod method = code.method(i);
      if (method.hasCode() && both.getFirst().isAppCode(method.owner().descriptor())) {
        boolean dalvik = both.getFirst().solver().summary(Body.any(method)) != null;
        boolean jvm = both.getLast().solver().summary(Body.any(method)) != null;
        agreed += dalvik && jvm ? 1 : 0;
      }
    }
  }

  /** Fixtures, golden cases, and apps of the corpus where it is. */
  private static List<byte[]> victims() throws IOException {
    List<byte[]> victims = new ArrayList<>();
    for (String name : List.of("ExceptionLeak", "ListLoopLeak", "LambdaLeak", "PrefsKeyLeak")) {
      victims.add(FlowCases.named(name).apk());
    }
    for (Sample sample : Samples.all().subList(0, 4)) {
      victims.add(sample.apk());
    }
    for (GoldenCase golden : GoldenCase.all()) {
      victims.add(golden.app().build());
    }
    if (Files.isDirectory(DROIDBENCH)) {
      try (Stream<Path> files = Files.walk(DROIDBENCH)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".apk")).sorted().toList()) {
          victims.add(Files.readAllBytes(file));
        }
      }
    }
    return victims;
  }

  private static byte[] firstDex(ApkBytes bytes, UnpackedApk app) {
    DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
    ByteBuffer dex = code.files().getFirst().buffer();
    byte[] copy = new byte[dex.remaining()];
    dex.get(copy);
    return copy;
  }
}
