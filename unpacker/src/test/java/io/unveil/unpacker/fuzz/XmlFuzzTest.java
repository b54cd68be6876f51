package io.unveil.unpacker.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.InflatedNames;
import io.unveil.unpacker.manifest.ManifestReader;
import io.unveil.unpacker.resources.ResourceTable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a binary manifest, its references looked up in a good table. */
class XmlFuzzTest {
  private static final byte[] TABLE = Seeds.table();

  static Stream<byte[]> seeds() {
    return Seeds.xml();
  }

  @MethodSource("seeds")
  @FuzzTest
  void xml(byte[] input) {
    fuzzerTestOneInput(input);
  }

  /** Entry point of the fuzzer's own driver. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input, XmlFuzzTest::read);
  }

  private static void read(byte[] input) throws MalformedApkException {
    Sightings sightings = new Sightings(Limits.DEFAULT.maxAnomalies());
    ResourceTable table =
        ResourceTable.open(MemorySegment.ofArray(TABLE), Limits.DEFAULT, sightings, new Unread());
    ManifestReader.read(
        MemorySegment.ofArray(input), () -> table, Limits.DEFAULT, sightings, new Unread());
    new InflatedNames(List.of("com.example.View"), List.of(table), Limits.DEFAULT)
        .add(MemorySegment.ofArray(input), "layout.xml");
  }
}
