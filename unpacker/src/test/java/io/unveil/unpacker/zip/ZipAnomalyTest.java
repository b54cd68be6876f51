package io.unveil.unpacker.zip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One archive for each row of the catalogue that concerns ZIP: what is recorded, what Android says,
 * what we still read.
 */
class ZipAnomalyTest {
  private static final byte[] TEXT =
      "some content that deflates, some content that deflates".getBytes(UTF_8);
  private static final byte[] DEX = Arrays.copyOf("dex\n035\0".getBytes(ISO_8859_1), 200);

  private static ZipWriter archive() {
    ZipWriter zip = new ZipWriter();
    zip.add(
        "AndroidManifest.xml",
        BinaryXml.encode(
            BinaryXml.element("manifest")
                .plain("package", "com.example.a")
                .child(BinaryXml.element("application"))));
    zip.add("classes.dex", DEX);
    zip.addStored("assets/a.txt", TEXT);
    return zip;
  }

  private static UnpackedApk unpack(Consumer<ZipWriter> change) throws MalformedApkException {
    ZipWriter zip = archive();
    change.accept(zip);
    return ApkUnpacker.unpack(ApkBytes.of(zip.toBytes()), Limits.DEFAULT);
  }

  private static Arguments row(Anomaly kind, boolean installable, Consumer<ZipWriter> change) {
    return Arguments.of(kind, installable, change);
  }

  static Stream<Arguments> rows() {
    byte[] some = "no entry has these bytes, nobody claims them".getBytes(UTF_8);
    return Stream.of(
        row(Anomaly.ENCRYPTED_BIT, true, z -> z.entry("AndroidManifest.xml").both(h -> h.flags(1))),
        row(Anomaly.ENCRYPTED_BIT, true, z -> z.entry("classes.dex").local(h -> h.flags(1))),
        row(
            Anomaly.UNKNOWN_METHOD,
            true,
            z -> z.entry("AndroidManifest.xml").stored().both(h -> h.method(0x1C5D))),
        row(
            Anomaly.LOCAL_METHOD_DIFFERS,
            true,
            z -> z.entry("classes.dex").local(h -> h.method(0x1234))),
        row(Anomaly.LOCAL_SIZES_DIFFER, false, z -> z.entry("classes.dex").local(h -> h.size(7))),
        row(Anomaly.LOCAL_SIZES_DIFFER, false, z -> z.entry("classes.dex").local(h -> h.crc(7))),
        row(
            Anomaly.LOCAL_NAME_DIFFERS,
            false,
            z -> z.entry("classes.dex").local(h -> h.name("classes.dey"))),
        row(
            Anomaly.LOCAL_DESCRIPTOR_DIFFERS,
            true,
            z -> z.entry("classes.dex").local(h -> h.flags(8).crc(1).size(2))),
        row(
            Anomaly.LOCAL_HEADER_MISSING,
            true,
            z -> z.entry("assets/a.txt").central(h -> h.offset(5))),
        row(
            Anomaly.DATA_OUT_OF_RANGE,
            true,
            z -> z.entry("assets/a.txt").both(h -> h.compressedSize(99_999).size(99_999))),
        row(Anomaly.DUPLICATE_NAME, false, z -> z.add("classes.dex", TEXT)),
        row(Anomaly.PATH_TRAVERSAL_NAME, true, z -> z.add("../../etc/x", TEXT)),
        row(Anomaly.PATH_TRAVERSAL_NAME, true, z -> z.add("/absolute", TEXT)),
        row(Anomaly.INVALID_NAME, false, z -> z.add("a\0b", TEXT)),
        row(Anomaly.LONG_NAME, true, z -> z.add("a".repeat(300), TEXT)),
        row(Anomaly.FOLDER_SHADOWS_FILE, true, z -> z.add("AndroidManifest.xml/", new byte[0])),
        row(Anomaly.NO_LOCAL_HEADER_AT_START, false, z -> z.prefix(DEX)),
        row(
            Anomaly.CENTRAL_DIRECTORY_OUT_OF_RANGE,
            false,
            z -> z.end(e -> e.directoryOffset(e.directoryOffset() - 9))),
        row(
            Anomaly.CENTRAL_DIRECTORY_OUT_OF_RANGE,
            false,
            z -> z.end(e -> e.directorySize(99_999))),
        row(Anomaly.UNCLAIMED_BYTES, true, z -> z.entry("classes.dex").gap(some)),
        row(Anomaly.UNCLAIMED_BYTES, true, z -> z.beforeCentralDirectory(some)),
        row(Anomaly.TRAILING_BYTES, false, z -> z.trailing(some)),
        row(Anomaly.SECOND_END_RECORD, true, z -> z.anotherEnd(_ -> {})),
        row(Anomaly.DISK_NUMBERS, true, z -> z.end(e -> e.disk(0xBEEF).directoryDisk(0xBEEF))),
        row(Anomaly.ENTRY_COUNT_DIFFERS, true, z -> z.end(e -> e.entries(2, 2))),
        row(Anomaly.CENTRAL_DIRECTORY_BROKEN, false, z -> z.end(e -> e.entries(9, 9))),
        row(Anomaly.CENTRAL_DIRECTORY_BROKEN, false, z -> z.end(e -> e.commentLength(50))),
        row(
            Anomaly.INFLATED_SIZE_DIFFERS,
            false,
            z -> z.entry("AndroidManifest.xml").both(h -> h.size(90_000))),
        row(
            Anomaly.EXTREME_RATIO,
            true,
            z -> z.entry("assets/a.txt").withDescriptor().central(h -> h.method(8).size(1L << 30))),
        row(Anomaly.DEX_NUMBER_GAP, true, z -> z.add("classes4.dex", DEX)));
  }

  @ParameterizedTest(name = "{index} {0} installable={1}")
  @MethodSource("rows")
  void deviation_isRecorded_andTheRestIsRead(
      Anomaly kind, boolean installable, Consumer<ZipWriter> change) throws MalformedApkException {
    UnpackedApk app = unpack(change);
    assertThat(app.anomalies()).extracting(Sighting::kind).contains(kind);
    assertThat(ArchiveAlone.installsAt(app, Refusal.NEWEST_API))
        .as(app.installable().reasons().toString())
        .isEqualTo(installable);
    assertThat(app.manifest()).isNotNull();
    assertThat(Objects.requireNonNull(app.manifest()).packageName()).isEqualTo("com.example.a");
    assertThat(app.dexEntries()).extracting(UnpackedApk.DexEntry::name).contains("classes.dex");
  }

  @Test
  void plainArchive_hasNoAnomaly() throws MalformedApkException {
    UnpackedApk app = unpack(_ -> {});
    assertThat(app.anomalies()).isEmpty();
    assertThat(app.anomalyCount()).isZero();
    assertThat(app.incomplete()).isEmpty();
    assertThat(ArchiveAlone.installsAt(app, Refusal.NEWEST_API)).isTrue();
    assertThat(app.entryCount()).isEqualTo(3);
  }

  @Test
  void namesThatOnlyLookAlike_areNoDuplicates() throws MalformedApkException {
    byte[] overlong = {'a', (byte) 0xC0, (byte) 0xAF};
    UnpackedApk app =
        unpack(z -> {
          z.add("a\\xc0\\xaf", TEXT);
          z.add("raw", TEXT).both(h -> h.name(overlong));
        });
    assertThat(app.entryCount()).isEqualTo(5);
    assertThat(app.anomalies()).isEmpty();
    assertThat(ArchiveAlone.installsAt(app, Refusal.NEWEST_API)).isTrue();
  }

  @Test
  void overlappingEntries_areRecordedAndBothRead() throws MalformedApkException {
    UnpackedApk app =
        unpack(z -> {
          z.add("b.bin", TEXT).notInBody();
          z.entry("b.bin").central(h -> h.name("assets/a.txt").offset(0));
        });
    assertThat(app.anomalies()).extracting(Sighting::kind).contains(Anomaly.OVERLAPPING_ENTRIES);
  }

  @Test
  void noEndRecord_entriesAreFoundByLocalHeaders() throws MalformedApkException {
    byte[] whole = archive().toBytes();
    UnpackedApk app =
        ApkUnpacker.unpack(ApkBytes.of(Arrays.copyOf(whole, whole.length - 22)), Limits.DEFAULT);
    assertThat(app.anomalies()).extracting(Sighting::kind).contains(Anomaly.NO_END_RECORD);
    assertThat(app.installable().yes()).isFalse();
    assertThat(app.manifest()).isNotNull();
    assertThat(app.dexEntries()).hasSize(1);
    assertThat(app.incomplete()).anyMatch(line -> line.contains("end record"));
  }

  @Test
  void unknownMethod_dexIsListedButArtDoesNotLoadIt() throws MalformedApkException {
    UnpackedApk app = unpack(z -> z.entry("classes.dex").stored().both(h -> h.method(99)));
    assertThat(app.dexEntries()).singleElement().matches(dex -> !dex.loadedByArt());
  }

  @Test
  void dexNumberGap_laterOnesAreListedLastAsNotLoaded() throws MalformedApkException {
    UnpackedApk app =
        unpack(z -> {
          z.add("classes4.dex", DEX);
          z.add("classes2.dex", DEX);
        });
    assertThat(app.dexEntries())
        .extracting(UnpackedApk.DexEntry::name)
        .containsExactly("classes.dex", "classes2.dex", "classes4.dex");
    assertThat(app.dexEntries())
        .extracting(UnpackedApk.DexEntry::loadedByArt)
        .containsExactly(true, true, false);
  }

  @Test
  void payloads_areFoundByTheirFirstBytesUnderAnyName() throws MalformedApkException {
    byte[] noise = new byte[4_000];
    new java.util.Random(7).nextBytes(noise);
    byte[] dex = noise.clone();
    System.arraycopy(DEX, 0, dex, 0, 8);
    byte[] elf = noise.clone();
    System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F'}, 0, elf, 0, 4);
    UnpackedApk app =
        unpack(z -> {
          z.add("res/raw/picture.png", dex);
          z.addStored("assets/font.ttf", archive().toBytes());
          z.add("assets/tool", elf);
          z.add("lib/arm64-v8a/libx.so", elf);
        });
    assertThat(app.payloads())
        .extracting(UnpackedApk.Payload::entry, UnpackedApk.Payload::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "res/raw/picture.png", UnpackedApk.Payload.Kind.DEX),
            org.assertj.core.groups.Tuple.tuple("assets/font.ttf", UnpackedApk.Payload.Kind.APK),
            org.assertj.core.groups.Tuple.tuple("assets/tool", UnpackedApk.Payload.Kind.ELF));
    assertThat(app.nativeLibraries()).isEqualTo(List.of("lib/arm64-v8a/libx.so"));
  }

  @Test
  void moreEntriesThanTheLimit_saysSo() throws MalformedApkException {
    Limits two = Limits.DEFAULT.with("max-entries", 2);
    UnpackedApk app = ApkUnpacker.unpack(ApkBytes.of(archive().toBytes()), two);
    assertThat(app.entryCount()).isEqualTo(2);
    assertThat(app.incomplete()).anyMatch(line -> line.contains("more than 2 entries"));
  }
}
