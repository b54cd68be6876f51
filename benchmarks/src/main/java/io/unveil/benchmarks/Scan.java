package io.unveil.benchmarks;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The whole scan of one APK in this process, the way {@code unveil scan} does it. */
public final class Scan {
  private final Models models = ModelLoader.bundled();
  private final Rules.Edition edition = Rules.bundled();

  /** Reads models and rules, which a process does once. */
  public Scan() {}

  /** The stages, in order. */
  public enum Stage {
    /** Map the file and hash it. */
    MAP_AND_HASH("map+hash"),
    /** Archive, manifest, resources, signature. */
    UNPACK("unpack"),
    /** Inflate the DEX files and check their tables. */
    OPEN_CODE("open code"),
    /** Index, data flow, strings, blind spots. */
    ANALYZE("analyze"),
    /** Facts to verdict. */
    JUDGE("judge");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    /** {@return short name for people} */
    public String label() {
      return label;
    }
  }

  /**
   * A report with what it cost.
   *
   * @param report the report
   * @param facts what it rests on
   * @param nanos time of each stage
   */
  public record Timed(ScanReport report, AppFacts facts, Map<Stage, Long> nanos) {
    /** {@return time of all stages together, in nanoseconds} */
    public long totalNanos() {
      return nanos.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Scans one file.
   *
   * @throws IOException when the file cannot be read or is no archive
   */
  public Timed run(Path apk) throws IOException {
    Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    long start = System.nanoTime();
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      bytes.sha256();
      start = lap(nanos, Stage.MAP_AND_HASH, start);
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      start = lap(nanos, Stage.UNPACK, start);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      start = lap(nanos, Stage.OPEN_CODE, start);
      AppFacts facts = AppAnalyzer.analyze(app, code, models, Budget.DEFAULT);
      start = lap(nanos, Stage.ANALYZE, start);
      ScanReport report = Judge.judge(facts, edition.rules(), edition.policy());
      lap(nanos, Stage.JUDGE, start);
      return new Timed(report, facts, nanos);
    } catch (MalformedApkException e) {
      throw new IOException(apk + ": " + e.getMessage(), e);
    }
  }

  private static long lap(Map<Stage, Long> nanos, Stage stage, long start) {
    long now = System.nanoTime();
    nanos.put(stage, now - start);
    return now;
  }
}
