package io.unveil.unpacker.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as {@code resources.arsc}, with lookups of the ids that a small app has. */
class ResourceTableFuzzTest {
  private static final int FIRST_ID = 0x7f01_0000;
  private static final int TYPES = 10;
  private static final int ENTRIES = 4;

  static Stream<byte[]> seeds() {
    return Seeds.resources();
  }

  @MethodSource("seeds")
  @FuzzTest
  void resources(byte[] input) {
    fuzzerTestOneInput(input);
  }

  /** Entry point of the fuzzer's own driver. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input, ResourceTableFuzzTest::read);
  }

  private static void read(byte[] input) throws MalformedApkException {
    Sightings sightings = new Sightings(Limits.DEFAULT.maxAnomalies());
    ResourceTable table =
        ResourceTable.open(MemorySegment.ofArray(input), Limits.DEFAULT, sightings, new Unread());
    for (int type = 0; type < TYPES; type++) {
      for (int entry = 0; entry < ENTRIES; entry++) {
        int id = FIRST_ID + (type << 16) + entry;
        table.value(id);
        table.string(id);
        table.file(id);
        table.booleans(id);
        table.stringsByConfiguration(id, 10);
        table.texts(id, 4);
        table.arrays(id, 3);
      }
    }
    table.value(-1);
    table.stringsNamed(List.of("app_name", "google_app_id"));
    table.styled(0x0101026f, 100, new HashSet<>());
    table.exhausted();
  }
}
