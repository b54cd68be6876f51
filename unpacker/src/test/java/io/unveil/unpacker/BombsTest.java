package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.unveil.fixtures.Bombs;
import io.unveil.unpacker.dex.DexCode;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bombs end with a result that says what was not read, in bounded time and memory. */
class BombsTest {
  private static final int MAX_BYTES_ON_DISK = 8 << 20;

  /** Larger than any part of a bomb that is read, far smaller than what it asks for. */
  private static final long MAX_ALLOCATED_BYTES = 3L << 30;

  private static final Limits LIMITS = Limits.DEFAULT.forHeap(512L << 20);
  private static final SequencedMap<String, byte[]> BOMBS = Bombs.all();

  /** What the result must say, one word of it, where a bound is certain to be hit. */
  private static final Map<String, String> SAID =
      Map.ofEntries(
          Map.entry("huge-manifest", "max-manifest-bytes"),
          Map.entry("huge-resources", "max-resource-table-bytes"),
          Map.entry("huge-dex", "max-total-dex-bytes"),
          Map.entry("many-large-dex", "max-total-dex-bytes"),
          Map.entry("overlapping-entries", "max-dex-files"),
          Map.entry("many-entries", "max-entries"),
          Map.entry("nested-wide", "max-nesting-depth"),
          Map.entry("nested-deep", "max-nesting-depth"),
          Map.entry("nested-16-ary", "max-inflated-bytes"),
          Map.entry("nested-stored-in-deflated", "max-inflated-bytes"),
          Map.entry("nested-off-heap", "max-entry-bytes"),
          Map.entry("nested-lookups", "took too many steps to look up"),
          Map.entry("bundle-shared-dex", "max-inflated-bytes"),
          Map.entry("shared-quoted", "max-inflated-bytes"),
          Map.entry("shared-random", "share their bytes with so many others"),
          Map.entry("shared-jpeg", "share their bytes with so many others"),
          Map.entry("shared-png", "share their bytes with so many others"),
          Map.entry("xml-depth", "max-xml-depth"),
          Map.entry("resource-types", "too many steps"),
          Map.entry("resource-cycle", "too many steps"),
          Map.entry("dex-shared-code", "share too much code"),
          Map.entry("dex-sizes", "more members than the file has room for"));

  private static Stream<String> kinds() {
    return BOMBS.keySet().stream();
  }

  @Test
  void kinds_areManyAndSmall() {
    assertThat(BOMBS).hasSizeGreaterThanOrEqualTo(12);
    assertThat(BOMBS.values()).allSatisfy(b -> assertThat(b.length).isLessThan(MAX_BYTES_ON_DISK));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void bomb_endsWithAResultWithinMemory(String kind) throws MalformedApkException {
    ApkBytes bytes = ApkBytes.of(BOMBS.getOrDefault(kind, new byte[0]));
    long before = allocated();

    UnpackedApk app = ApkUnpacker.unpack(bytes, LIMITS);
    DexCode code = DexCode.open(bytes, app.dexEntries(), LIMITS);
    List<String> said = new ArrayList<>(app.incomplete());
    said.addAll(code.index().badReasons().keySet());
    said.addAll(code.failures());

    assertThat(allocated() - before).isLessThan(MAX_ALLOCATED_BYTES);
    assertThat(String.join("\n", said)).contains(SAID.getOrDefault(kind, ""));
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
