package io.unveil.unpacker.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk.Place;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Archives around an entry are opened once, stored or deflated, and never beyond a limit. */
class ArchiveChainTest {
  private static final int NOISE_BYTES = 20_000;

  private static byte[] noise() {
    byte[] noise = new byte[NOISE_BYTES];
    new Random(11).nextBytes(noise);
    return noise;
  }

  private static byte[] zip(Consumer<ZipWriter> content) {
    ZipWriter zip = new ZipWriter();
    content.accept(zip);
    return zip.toBytes();
  }

  private static Place place(byte[] archive, String name) throws MalformedApkException {
    ZipEntry entry =
        ZipArchive.read(ApkBytes.of(archive), Limits.DEFAULT, new Sightings(10), new Unread())
            .entries()
            .stream()
            .filter(e -> e.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new Place(
        entry.method(), entry.dataOffset(), entry.compressedBytes(), entry.declaredBytes());
  }

  private static byte[] toArray(ApkBytes bytes) {
    return bytes.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void storedInDeflated_givesTheInnermostBytes() throws MalformedApkException {
    byte[] inner = zip(z -> z.add("payload", noise()));
    byte[] middle = zip(z -> z.addStored("inner.zip", inner));
    byte[] outer = zip(z -> z.add("middle.zip", middle));
    List<Place> within = List.of(place(outer, "middle.zip"), place(middle, "inner.zip"));
    try (EntryInflater inflater = new EntryInflater(1 << 20);
        ArchiveChain chain = new ArchiveChain(ApkBytes.of(outer), Limits.DEFAULT, inflater)) {
      assertThat(toArray(chain.open(within))).isEqualTo(inner);
      assertThat(toArray(chain.open(List.of()))).isEqualTo(outer);
    }
  }

  @Test
  void neighboursInOneArchive_costOneInflation() throws MalformedApkException {
    byte[] inner = zip(z -> z.add("payload", noise()));
    byte[] outer = zip(z -> z.add("a.zip", inner).withDescriptor());
    List<Place> within = List.of(place(outer, "a.zip"));
    try (EntryInflater inflater = new EntryInflater(inner.length);
        ArchiveChain chain = new ArchiveChain(ApkBytes.of(outer), Limits.DEFAULT, inflater)) {
      ApkBytes first = chain.open(within);
      assertThat(chain.open(within)).isSameAs(first);
      assertThat(inflater.left()).isZero();
    }
  }

  @Test
  void streamHoldsMoreThanDeclared_allOfItIsRead() throws MalformedApkException {
    byte[] large = new byte[900_000];
    byte[] outer = zip(z -> z.add("a.zip", large));
    Place right = place(outer, "a.zip");
    Place lying = new Place(8, right.offset(), right.compressedBytes(), 100);
    try (EntryInflater inflater = new EntryInflater(1L << 30);
        ArchiveChain chain = new ArchiveChain(ApkBytes.of(outer), Limits.DEFAULT, inflater)) {
      assertThat(toArray(chain.open(List.of(lying)))).isEqualTo(large);
    }
  }

  @Test
  void moreThanALimit_isRefusedAndNamesTheLimit() throws MalformedApkException {
    byte[] outer = zip(z -> z.add("a.zip", new byte[900_000]));
    List<Place> within = List.of(place(outer, "a.zip"));
    assertThat(limitOf(outer, within, 1 << 30, 899_999))
        .isEqualTo(new LimitHit("max-entry-bytes", 899_999, ""));
    assertThat(limitOf(outer, within, 899_999, 1 << 30).limit()).isEqualTo("max-inflated-bytes");
  }

  private static LimitHit limitOf(byte[] outer, List<Place> within, long budget, long entryBytes) {
    Limits limits = Limits.DEFAULT.with("max-entry-bytes", entryBytes);
    try (EntryInflater inflater = new EntryInflater(budget);
        ArchiveChain chain = new ArchiveChain(ApkBytes.of(outer), limits, inflater)) {
      chain.open(within);
      throw new AssertionError("nothing was refused");
    } catch (MalformedApkException e) {
      return java.util.Objects.requireNonNull(e.limit());
    }
  }

  @Test
  void placeOutsideTheArchive_isRefused() {
    byte[] outer = zip(z -> z.add("a.zip", noise()));
    for (Place place :
        List.of(
            new Place(0, outer.length - 10, 20, 20),
            new Place(0, -1, 20, 20),
            new Place(0, 0, 20, -1),
            new Place(8, outer.length + 1L, 20, 20),
            new Place(8, 0, Long.MAX_VALUE, 20))) {
      try (EntryInflater inflater = new EntryInflater(1 << 20);
          ArchiveChain chain = new ArchiveChain(ApkBytes.of(outer), Limits.DEFAULT, inflater)) {
        assertThatThrownBy(() -> chain.open(List.of(place)))
            .isInstanceOf(MalformedApkException.class);
      }
    }
  }
}
