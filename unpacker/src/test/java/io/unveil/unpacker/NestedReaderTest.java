package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipQuine;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.UnpackedApk.Payload;
import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives inside an APK are read to the limits, and every limit that is hit is told. */
class NestedReaderTest {
  private static final byte[] DEX = DexCompiler.dex("package hidden; class Inside {}");

  private static byte[] zip(Consumer<ZipWriter> content) {
    ZipWriter zip = new ZipWriter();
    content.accept(zip);
    return zip.toBytes();
  }

  private static ApkBuilder apk(String packageName) {
    return ApkBuilder.apk(packageName).permission("READ_SMS").dex("classes.dex", DEX);
  }

  /** An APK in an APK in an APK …: {@code depth} of them inside the outermost. */
  private static byte[] chain(int depth) {
    byte[] inner = null;
    for (int level = depth; level >= 0; level--) {
      ApkBuilder builder = apk("com.example.level" + level);
      byte[] content = inner;
      if (content != null) {
        String name = "assets/level" + (level + 1) + ".apk";
        boolean stored = level % 2 == 0;
        builder.zip(z -> {
          if (stored) {
            z.addStored(name, content);
          } else {
            z.add(name, content);
          }
        });
      }
      inner = builder.build();
    }
    return inner == null ? new byte[0] : inner;
  }

  private static UnpackedApk unpack(byte[] file) throws MalformedApkException {
    return unpack(file, Limits.DEFAULT);
  }

  private static UnpackedApk unpack(byte[] file, Limits limits) throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(file), limits);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void nestedToTheLimit_isReadWhole(int depth) throws MalformedApkException {
    byte[] file = chain(depth);
    UnpackedApk app = unpack(file);
    assertThat(app.nested()).extracting(NestedApk::depth).hasSize(depth).isSorted();
    NestedApk last = app.nested().getLast();
    assertThat(last.packageName()).isEqualTo("com.example.level" + depth);
    assertThat(last.label()).isEqualTo("level" + depth);
    assertThat(last.permissions()).containsExactly("android.permission.READ_SMS");
    assertThat(last.certificates()).hasSize(1);
    assertThat(app.payloads()).hasSize(depth).allMatch(Payload::analysed);
    assertThat(app.limits()).isEmpty();
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.failures()).isEmpty();
    assertThat(code.files()).hasSize(depth + 1);
    assertThat(app.dexEntries().getLast().name()).isEqualTo(last.path() + "!/classes.dex");
    assertThat(app.dexEntries())
        .extracting(DexEntry::loadedBy)
        .containsOnlyOnce(LoadedBy.ART)
        .startsWith(LoadedBy.ART);
  }

  @Test
  void nestedDeeperThanTheLimit_stopsThereAndSaysSo() throws MalformedApkException {
    UnpackedApk app = unpack(chain(6));
    assertThat(app.nested()).hasSize(5);
    assertThat(app.limits())
        .singleElement()
        .satisfies(hit -> {
          assertThat(hit.limit()).isEqualTo("max-nesting-depth");
          assertThat(hit.bound()).isEqualTo(5);
          assertThat(hit.where()).endsWith("assets/level5.apk!/assets/level6.apk");
        });
    assertThat(app.incomplete()).anyMatch(line -> line.contains("max-nesting-depth"));
    assertThat(app.payloads()).hasSize(6).noneMatch(Payload::analysed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gap", "prefix", "before-directory"})
  void apkInBytesOfNoEntry_isReadAndItsCodeIsLoadedByNothing(String where)
      throws MalformedApkException {
    byte[] inner =
        apk("com.example.unseen")
            .entry("assets/deeper.apk", apk("com.example.deeper").build())
            .build();
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", ApkBuilder.apk("com.example.outer").manifestBytes());
    zip.add("classes.dex", DEX);
    switch (where) {
      case "gap" -> zip.entry("classes.dex").gap(inner);
      case "prefix" -> zip.prefix(inner);
      default -> zip.beforeCentralDirectory(inner);
    }
    byte[] file = zip.toBytes();
    UnpackedApk app = unpack(file);
    assertThat(app.nested())
        .extracting(NestedApk::packageName)
        .containsExactly("com.example.unseen", "com.example.deeper");
    assertThat(app.nested().getFirst().path()).startsWith("@");
    assertThat(app.payloads())
        .first()
        .satisfies(p -> {
          assertThat(p.kind()).isEqualTo(Kind.APK);
          assertThat(p.analysed()).isTrue();
          assertThat(p.detail()).contains("which Android does not see");
        });
    assertThat(app.dexEntries())
        .extracting(DexEntry::loadedBy)
        .containsExactly(LoadedBy.ART, LoadedBy.NOTHING, LoadedBy.NOTHING);
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.failures()).isEmpty();
    assertThat(code.files()).hasSize(3);
  }

  @Test
  void dexInBytesOfNoEntry_isOnePayloadAndOneDexFile() throws MalformedApkException {
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", ApkBuilder.apk("com.example.outer").manifestBytes());
    UnpackedApk app = unpack(zip.comment(DEX).toBytes());
    assertThat(app.payloads()).singleElement().extracting(Payload::kind).isEqualTo(Kind.DEX);
    assertThat(app.dexEntries())
        .singleElement()
        .extracting(DexEntry::loadedBy)
        .isEqualTo(LoadedBy.NOTHING);
  }

  @Test
  void archiveThatHoldsItself_comesToAnEnd() throws MalformedApkException {
    byte[] quine = ZipQuine.archive("assets/again.zip");
    UnpackedApk app = unpack(quine);
    assertThat(app.payloads())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.sizeInBytes()).isEqualTo(quine.length);
          assertThat(p.detail()).isEqualTo("the same bytes as the file around it");
        });
    assertThat(app.limits()).isEmpty();
  }

  @Test
  void moreBytesOfStoredArchivesThanTheLimit_areNotReadAndSayIt() throws MalformedApkException {
    ApkBuilder builder = apk("com.example.many");
    for (int i = 0; i < 3; i++) {
      byte[] inner = apk("com.example.inner" + i).build();
      builder.zip(z -> z.addStored("assets/" + z.entries().size() + ".apk", inner));
    }
    long one = apk("com.example.inner0").build().length;
    UnpackedApk app =
        unpack(builder.build(), Limits.DEFAULT.with("max-inflated-bytes", 5 * one / 2));
    assertThat(app.limits()).extracting(LimitHit::limit).contains("max-inflated-bytes");
    assertThat(app.payloads()).filteredOn(Payload::analysed).hasSizeBetween(1, 2);
  }

  @Test
  void entriesThatShareTheirBytes_areLookedIntoOnlyAsOftenAsTheFileIsLong()
      throws MalformedApkException {
    byte[] noise = new byte[64 << 10];
    new Random(5).nextBytes(noise);
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", ApkBuilder.apk("com.example.outer").manifestBytes());
    zip.addStored("assets/0", noise).align(0);
    long[] offset = new long[1];
    zip.entry("assets/0").central(h -> offset[0] = h.offset());
    for (int i = 1; i < 100; i++) {
      zip.add("assets/" + i, new byte[0])
          .stored()
          .notInBody()
          .central(h -> h.offset(offset[0]).compressedSize(noise.length).size(noise.length));
    }
    UnpackedApk app = unpack(zip.toBytes());
    assertThat(app.payloads()).hasSizeBetween(1, 4);
    assertThat(app.incomplete())
        .anyMatch(line -> line.contains("entries share their bytes with so many others"));
  }

  @Test
  void veryLongNames_areShortenedInPathsAndSentences() throws MalformedApkException {
    String name = "a".repeat(60_000);
    byte[] inner = zip(z -> z.add("classes.dex", DEX));
    UnpackedApk app =
        unpack(apk("com.example.long").entry(name + ".jar", inner).entry(name, inner).build());
    assertThat(app.payloads())
        .hasSize(2)
        .allSatisfy(p -> {
          assertThat(p.entry().length()).isLessThan(300);
          assertThat(p.entry()).contains("characters left out");
          assertThat(p.detail().length()).isLessThan(700);
        });
  }

  @Test
  void jarWithDexInAssets_isReadAndOneWithoutIsOnlyNamed() throws MalformedApkException {
    byte[] jar = zip(z -> z.add("classes.dex", DEX));
    byte[] noise = new byte[200];
    new Random(3).nextBytes(noise);
    byte[] plain = zip(z -> z.add("a/B.class", noise));
    UnpackedApk app =
        unpack(
            apk("com.example.jar").entry("assets/a.jar", jar).entry("assets/b.jar", plain).build());
    assertThat(app.payloads())
        .extracting(Payload::entry, Payload::kind, Payload::analysed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("assets/a.jar", Kind.ZIP, true),
            org.assertj.core.groups.Tuple.tuple("assets/b.jar", Kind.ZIP, true));
    assertThat(app.dexEntries())
        .extracting(DexEntry::name)
        .containsExactly("classes.dex", "assets/a.jar!/classes.dex");
    assertThat(app.nested()).isEmpty();
    assertThat(app.incomplete()).isEmpty();
  }

  @Test
  void dexUnderAnImageName_isReadAsCode() throws MalformedApkException {
    byte[] file = apk("com.example.png").entry("res/drawable/icon.png", DEX).build();
    UnpackedApk app = unpack(file);
    assertThat(app.payloads())
        .containsExactly(new Payload("res/drawable/icon.png", Kind.DEX, DEX.length, true, ""));
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.files())
        .extracting(DexFile::name)
        .containsExactly("classes.dex", "res/drawable/icon.png");
    assertThat(app.dexEntries().getLast().loadedBy()).isEqualTo(LoadedBy.CODE);
  }

  @Test
  void moreArchivesThanTheLimit_areNotReadAndSayIt() throws MalformedApkException {
    ApkBuilder builder = apk("com.example.many");
    for (int i = 0; i < 5; i++) {
      byte[] content = {(byte) i};
      byte[] noise = new byte[200];
      new Random(i).nextBytes(noise);
      builder.entry("assets/" + i + ".zip", zip(z -> z.add("a", content).gap(noise)));
      builder.entry("assets/" + i + ".jar", zip(z -> z.add("a", noise)));
    }
    UnpackedApk app = unpack(builder.build(), Limits.DEFAULT.with("max-nested-files", 3));
    assertThat(app.limits()).extracting(LimitHit::limit).containsOnly("max-nested-files");
    assertThat(app.payloads().stream().filter(Payload::analysed)).hasSize(3);
  }

  @Test
  void equalArchives_areReadOnce() throws MalformedApkException {
    byte[] jar = zip(z -> z.add("classes.dex", DEX));
    UnpackedApk app =
        unpack(apk("com.example.twice").entry("assets/a", jar).entry("assets/b", jar).build());
    assertThat(app.dexEntries()).hasSize(2);
    assertThat(app.payloads().getLast())
        .isEqualTo(
            new Payload("assets/b", Kind.ZIP, jar.length, true, "the same bytes as assets/a"));
  }

  @Test
  void recordsThatShareTheirData_areReadOnce() throws MalformedApkException {
    byte[] jar = zip(z -> z.add("classes.dex", DEX));
    byte[] file =
        zip(z -> {
          z.addStored("a.jar", jar);
          z.addStored("b.jar", jar).notInBody().central(h -> h.offset(0));
        });
    UnpackedApk app = unpack(file);
    assertThat(app.dexEntries()).hasSize(1);
    assertThat(app.payloads())
        .extracting(Payload::detail)
        .containsExactly("", "the same bytes as a.jar");
  }

  @Test
  void archiveBomb_stopsAtTheLimitAndSaysIt() throws MalformedApkException {
    byte[] large = new byte[3 << 20];
    byte[] start = zip(z -> z.add("a", new byte[] {1}));
    System.arraycopy(start, 0, large, 0, start.length);
    Limits limits = Limits.DEFAULT.with("max-entry-bytes", 1 << 20);
    UnpackedApk app =
        unpack(apk("com.example.bomb").entry("assets/bomb.zip", large).build(), limits);
    assertThat(app.limits())
        .containsExactly(new LimitHit("max-entry-bytes", 1 << 20, "assets/bomb.zip"));
    assertThat(app.payloads())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.analysed()).isFalse();
          assertThat(p.detail()).startsWith("not read: ").contains("1048576 bytes");
        });
  }

  @Test
  void manyLayersOfArchives_stopAtInflatedBytes() throws MalformedApkException {
    ApkBuilder builder = apk("com.example.layers");
    for (int i = 0; i < 4; i++) {
      byte[] large = new byte[300_000];
      large[299_999] = (byte) i;
      byte[] start = zip(z -> z.add("a", new byte[] {1}));
      System.arraycopy(start, 0, large, 0, start.length);
      builder.entry("assets/" + i, large);
    }
    UnpackedApk app = unpack(builder.build(), Limits.DEFAULT.with("max-inflated-bytes", 1_000_000));
    assertThat(app.limits()).extracting(LimitHit::limit).contains("max-inflated-bytes");
  }

  @Test
  void nestedApkWithAnomalies_tellsThemWithItsNameAndDoesNotRefuseTheOuter()
      throws MalformedApkException {
    byte[] inner = apk("com.example.inner").zip(z -> z.trailing(new byte[] {1, 2, 3})).build();
    UnpackedApk app = unpack(apk("com.example.outer").entry("assets/i.bin", inner).build());
    assertThat(app.installable().yes()).isTrue();
    assertThat(app.anomalies()).anyMatch(s -> s.where().equals("assets/i.bin"));
    assertThat(app.nested()).hasSize(1);
  }

  @Test
  void encryptedZip_isNamedAndNotAnalysed() throws MalformedApkException {
    byte[] locked = zip(z -> z.add("classes.dex", DEX).both(h -> h.flags(1)));
    UnpackedApk app = unpack(apk("com.example.locked").entry("assets/p.zip", locked).build());
    assertThat(app.payloads())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.analysed()).isFalse();
          assertThat(p.detail()).contains("encrypted");
        });
  }

  @Test
  void zipBehindAnImage_isFound() throws MalformedApkException {
    byte[] jar = zip(z -> z.add("classes.dex", DEX));
    byte[] image = png(jar);
    byte[] file =
        apk("com.example.behind").zip(z -> z.addStored("res/drawable/a.png", image)).build();
    UnpackedApk app = unpack(file);
    String name = "res/drawable/a.png!/@" + (image.length - jar.length);
    assertThat(app.payloads())
        .containsExactly(
            new Payload(name, Kind.ZIP, jar.length, true, "behind the end of an image"));
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.files()).extracting(DexFile::name).contains(name + "!/classes.dex");
  }

  @Test
  void dexBehindJpeg_isFoundAndImagesAloneAreNot() throws MalformedApkException {
    byte[] jpeg = {
      (byte) 0xFF,
      (byte) 0xD8,
      (byte) 0xFF,
      (byte) 0xDA,
      0,
      4,
      1,
      2,
      3,
      4,
      (byte) 0xFF,
      0,
      5,
      (byte) 0xFF,
      (byte) 0xD9
    };
    byte[] both = java.util.Arrays.copyOf(jpeg, jpeg.length + DEX.length);
    System.arraycopy(DEX, 0, both, jpeg.length, DEX.length);
    UnpackedApk app =
        unpack(
            apk("com.example.jpeg")
                .zip(z -> {
                  z.addStored("assets/a.jpg", both);
                  z.addStored("assets/plain.png", png(new byte[0]));
                })
                .build());
    assertThat(app.payloads())
        .extracting(Payload::entry, Payload::kind)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("assets/a.jpg!/@15", Kind.DEX));
  }

  private static byte[] png(byte[] behind) {
    java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(8 + 12 + 100 + 12 + behind.length);
    out.putLong(0x89504E470D0A1A0AL);
    out.putInt(100).putInt(0x49444154).put(new byte[100]).putInt(0);
    out.putInt(0).putInt(0x49454E44).putInt(0);
    return out.put(behind).array();
  }
}
