package io.unveil.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.fixtures.ArscVectors;
import io.unveil.fixtures.DexVectors;
import io.unveil.fixtures.XmlVectors;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.dex.DexCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any broken manifest, table or DEX file in an app gives a report, for bounded work. */
class VectorsTest {
  private static final MemorySegment MANIFEST = XmlVectors.xml().getFirst().bytes();
  private static final MemorySegment TABLE = XmlVectors.arsc().getFirst().bytes();
  private static final byte[] DEX = DexVectors.all().getFirst().dex();

  static List<XmlVectors.Xml> manifests() {
    return XmlVectors.xml();
  }

  static List<ArscVectors.Arsc> tables() {
    return XmlVectors.arsc();
  }

  static List<DexVectors.Vector> dexFiles() {
    return DexVectors.all();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void manifest_givesAReportThatTellsWhatIsMissing(XmlVectors.Xml vector)
      throws MalformedApkException {
    ScanReport report = scan(vector.bytes(), TABLE, DEX);
    boolean named = vector.packageName().equals(report.packageName());
    assertThat(named || !report.completeness().complete()).as(vector.name()).isTrue();
    if (vector.lastApi() < Refusal.NEWEST_API) {
      assertThat(report.anomalies()).as(vector.name()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void table_givesAReport(ArscVectors.Arsc vector) throws MalformedApkException {
    ScanReport report = scan(MANIFEST, vector.bytes(), DEX);
    assertThat(report.packageName()).as(vector.name()).isEqualTo("com.example.a");
    assertThat(report.completeness().complete()).as(vector.name()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dexFiles")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void dexFile_givesAReportThatTellsWhatIsMissing(DexVectors.Vector vector)
      throws MalformedApkException {
    ScanReport report = scan(MANIFEST, TABLE, vector.dex());
    // Bad code of an app without any source or sink hides nothing, so only files and classes count.
    if (!vector.failure().isEmpty()) {
      assertThat(report.completeness().complete()).as(vector.name()).isFalse();
    }
  }

  private static ScanReport scan(MemorySegment manifest, MemorySegment table, byte[] dex)
      throws MalformedApkException {
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", manifest.toArray(ValueLayout.JAVA_BYTE));
    zip.addStored("resources.arsc", table.toArray(ValueLayout.JAVA_BYTE));
    zip.add("classes.dex", dex);
    try (ApkBytes bytes = ApkBytes.of(zip.toBytes())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      AppFacts facts = AppAnalyzer.analyze(app, code, ModelLoader.bundled(), Budget.DEFAULT);
      assertThat(facts.coverage().workUnits()).isLessThan(1_000_000);
      Rules.Edition edition = Rules.bundled();
      return Judge.judge(facts, edition.rules(), edition.policy());
    }
  }
}
