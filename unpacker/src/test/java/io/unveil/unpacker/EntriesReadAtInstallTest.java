package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.zip.EntryInflater;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What installation reads, and what it leaves to the app. */
class EntriesReadAtInstallTest {
  private static final byte[] DEX = DexCompiler.dex("package a; class A {}");

  /** An APK whose classes.dex FindEntry does not give. */
  private static byte[] withUnreadableDex(boolean hasCode) {
    ApkBuilder builder = ApkBuilder.apk("com.example.code");
    builder.application(a -> a.bool("hasCode", hasCode));
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", builder.manifestBytes());
    zip.add("classes.dex", DEX).local(h -> h.name("classes.xed"));
    return zip.toBytes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unreadableDex_refusesOnlyAnAppThatHasCode(boolean hasCode) throws MalformedApkException {
    UnpackedApk app = ApkUnpacker.unpack(ApkBytes.of(withUnreadableDex(hasCode)), Limits.DEFAULT);
    List<String> ofDex =
        app.installable().refusals().stream()
            .map(Refusal::reason)
            .filter(r -> r.contains("classes.dex"))
            .toList();
    assertThat(ofDex).hasSize(hasCode ? 1 : 0);
    assertThat(app.dexEntries())
        .singleElement()
        .extracting(UnpackedApk.DexEntry::loadedBy)
        .isEqualTo(UnpackedApk.LoadedBy.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(longs = {20_000, 64 << 20})
  void limitThatIsHit_isNamedRightly_alsoWhereTwoBoundsAreEqual(long bytes)
      throws MalformedApkException {
    ZipWriter zip = new ZipWriter();
    zip.add("AndroidManifest.xml", new byte[70 << 20]);
    Limits limits = Limits.DEFAULT.with("max-inflated-bytes", bytes);
    UnpackedApk app = ApkUnpacker.unpack(ApkBytes.of(zip.toBytes()), limits);
    String named = bytes < limits.maxManifestBytes() ? "max-inflated-bytes" : "max-manifest-bytes";
    assertThat(app.limits()).containsExactly(new LimitHit(named, bytes, "AndroidManifest.xml"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, EntryInflater.DEFLATED})
  void manifestLargerThanItsLimit_saysWhichLimit(int method) throws MalformedApkException {
    byte[] manifest = ApkBuilder.apk("com.example.big").manifestBytes();
    ZipWriter zip = new ZipWriter();
    if (method == 0) {
      zip.addStored("AndroidManifest.xml", manifest);
    } else {
      zip.add("AndroidManifest.xml", manifest);
    }
    UnpackedApk app =
        ApkUnpacker.unpack(
            ApkBytes.of(zip.toBytes()), Limits.DEFAULT.with("max-manifest-bytes", 100));
    assertThat(app.limits())
        .containsExactly(new LimitHit("max-manifest-bytes", 100, "AndroidManifest.xml"));
  }
}
