package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.SigningKey;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.Member;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles of every common format are one app: base, splits that belong to it, and the rest. */
class BundleReaderTest {
  private static final String APP = "com.example.pet";

  private static byte[] dex(String name) {
    return DexCompiler.dex("package com.example.pet; public class " + name + " {}");
  }

  private static ApkBuilder base() {
    return ApkBuilder.apk(APP)
        .permission("READ_SMS")
        .label("Pet")
        .activity(".Main", a -> a.launcher())
        .dex("classes.dex", dex("Main"));
  }

  private static ApkBuilder split(String packageName, String name) {
    return ApkBuilder.apk(packageName)
        .key(SigningKey.named(APP))
        .manifest(m -> m.plain("split", name));
  }

  private static byte[] feature() {
    return split(APP, "sync")
        .permission("RECORD_AUDIO")
        .service(".Sync", s -> {})
        .metaData("sync.key", "1")
        .dex("classes.dex", dex("Sync"))
        .build();
  }

  private static byte[] config(String name) {
    return split(APP, "config." + name)
        .application(a -> a.bool("hasCode", false))
        .entry("lib/arm64-v8a/libx.so", new byte[100])
        .build();
  }

  private static byte[] zip(Consumer<ZipWriter> content) {
    ZipWriter zip = new ZipWriter();
    content.accept(zip);
    return zip.toBytes();
  }

  private static UnpackedApk unpack(byte[] file) throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(file), Limits.DEFAULT);
  }

  private static Bundle bundle(UnpackedApk app) {
    return Objects.requireNonNull(app.bundle());
  }

  @ParameterizedTest
  @CsvSource({
    "toc.pb,splits/base-master.apk,splits/sync-master.apk,splits/base-arm64_v8a.apk,apks",
    "meta.sai_v2.json,base.apk,split_sync.apk,split_config.arm64_v8a.apk,apks",
    "manifest.json,com.example.pet.apk,sync.apk,config.arm64_v8a.apk,xapk",
    "info.json,base.apk,split_sync.apk,split_config.arm64_v8a.apk,apkm",
    "readme.txt,Pet.apk,sync.apk,arm64.apk,zip"
  })
  void eachFormat_isOneApp(
      String mark, String baseName, String featureName, String configName, String format)
      throws MalformedApkException {
    byte[] file =
        zip(z -> {
          z.add(mark, new byte[] {'{', '}'});
          z.add(configName, config("arm64_v8a"));
          z.add(featureName, feature());
          z.addStored(baseName, base().build());
        });

    UnpackedApk app = unpack(file);

    assertThat(bundle(app).format()).isEqualTo(format);
    assertThat(bundle(app).members())
        .extracting(Member::name, Member::split, Member::belongs)
        .containsExactly(
            tuple(configName, "config.arm64_v8a", true),
            tuple(featureName, "sync", true),
            tuple(baseName, null, true));
    Manifest manifest = Objects.requireNonNull(app.manifest());
    assertThat(manifest.application().components())
        .extracting(Component::name)
        .containsExactly("com.example.pet.Main", "com.example.pet.Sync");
    assertThat(manifest.application().metaData()).hasSize(1);
    assertThat(manifest.permissions())
        .as("Android takes permissions from the base only")
        .extracting(Manifest.UsesPermission::name)
        .containsExactly("android.permission.READ_SMS");
    assertThat(app.dexEntries())
        .extracting(DexEntry::name, DexEntry::loadedBy)
        .containsExactly(
            tuple(baseName + "!/classes.dex", LoadedBy.ART),
            tuple(featureName + "!/classes.dex", LoadedBy.ART));
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.failures()).isEmpty();
    assertThat(code.find("Lcom/example/pet/Sync;")).isNotNull();
    assertThat(app.nativeLibraries()).containsExactly("lib/arm64-v8a/libx.so");
    assertThat(app.nested()).isEmpty();
    assertThat(app.payloads()).isEmpty();
    assertThat(app.installable().yes()).isTrue();
    assertThat(app.signing().certificates()).hasSize(1);
    assertThat(app.incomplete()).isEmpty();
  }

  @Test
  void identity_isTheSameForEveryPackagingOfTheMembers() throws MalformedApkException {
    byte[] one =
        zip(z -> {
          z.add("base.apk", base().build());
          z.add("sync.apk", feature());
        });
    byte[] other =
        zip(z -> {
          z.add("manifest.json", new byte[] {'{', '}'});
          z.addStored("b.apk", feature());
          z.addStored("a.apk", base().build());
        });
    byte[] less = zip(z -> z.add("base.apk", base().build()));
    String identity = bundle(unpack(one)).identity();
    assertThat(identity).matches("[0-9a-f]{64}").isEqualTo(bundle(unpack(other)).identity());
    assertThat(bundle(unpack(less)).identity()).isNotEqualTo(identity);
  }

  @Test
  void membersOfOtherPackageVersionOrSigner_doNotBelongAndTheirCodeIsNotLoaded()
      throws MalformedApkException {
    byte[] file =
        zip(z -> {
          z.addStored("base.apk", base().build());
          z.addStored("own.apk", feature());
          z.addStored(
              "package.apk", split("com.example.other", "a").dex("classes.dex", dex("A")).build());
          z.addStored(
              "version.apk", split(APP, "b").version(2, "2").dex("classes.dex", dex("B")).build());
          z.addStored(
              "signer.apk",
              split(APP, "c")
                  .key(SigningKey.named("com.example.stranger"))
                  .dex("classes.dex", dex("C"))
                  .build());
        });

    UnpackedApk app = unpack(file);

    assertThat(bundle(app).members())
        .extracting(Member::name, Member::belongs)
        .containsExactly(
            tuple("base.apk", true),
            tuple("own.apk", true),
            tuple("package.apk", false),
            tuple("version.apk", false),
            tuple("signer.apk", false));
    assertThat(app.nested())
        .extracting(UnpackedApk.NestedApk::path, UnpackedApk.NestedApk::packageName)
        .containsExactly(
            tuple("package.apk", "com.example.other"),
            tuple("version.apk", APP),
            tuple("signer.apk", APP));
    assertThat(app.dexEntries())
        .extracting(DexEntry::name, DexEntry::loadedBy)
        .containsExactly(
            tuple("base.apk!/classes.dex", LoadedBy.ART),
            tuple("own.apk!/classes.dex", LoadedBy.ART),
            tuple("package.apk!/classes.dex", LoadedBy.CODE),
            tuple("version.apk!/classes.dex", LoadedBy.CODE),
            tuple("signer.apk!/classes.dex", LoadedBy.CODE));
  }

  @Test
  void wholeVariants_areNoSplitsAndTheirEqualDexIsListedOnce() throws MalformedApkException {
    byte[] file =
        zip(z -> {
          z.add("toc.pb", new byte[] {1});
          z.addStored("standalones/standalone-x86.apk", base().entry("x86", new byte[9]).build());
          z.addStored(
              "standalones/standalone-arm.apk",
              base().dex("classes2.dex", dex("Other")).entry("arm", new byte[9]).build());
          z.addStored("splits/base-master.apk", base().build());
          z.addStored("splits/sync-master.apk", feature());
        });

    UnpackedApk app = unpack(file);

    assertThat(bundle(app).members()).hasSize(4).allMatch(Member::belongs);
    assertThat(app.dexEntries())
        .extracting(DexEntry::name, DexEntry::loadedBy)
        .containsExactly(
            tuple("splits/base-master.apk!/classes.dex", LoadedBy.ART),
            tuple("splits/sync-master.apk!/classes.dex", LoadedBy.ART),
            tuple("standalones/standalone-arm.apk!/classes2.dex", LoadedBy.CODE));
    assertThat(Objects.requireNonNull(app.manifest()).application().components()).hasSize(2);
  }

  @Test
  void splitsWithoutBase_areReadAndCannotBeInstalled() throws MalformedApkException {
    UnpackedApk app = unpack(zip(z -> z.addStored("sync.apk", feature())));
    assertThat(app.installable().yes()).isFalse();
    assertThat(app.installable().reasons()).contains("the bundle has no base APK");
    assertThat(Objects.requireNonNull(app.manifest()).packageName()).isEqualTo(APP);
    assertThat(app.incomplete()).anyMatch(line -> line.contains("no base APK"));
  }

  @Test
  void anomaliesOfMembers_areToldWithTheirName() throws MalformedApkException {
    byte[] broken = base().zip(z -> z.trailing(new byte[] {1, 2})).build();
    UnpackedApk app = unpack(zip(z -> z.addStored("base.apk", broken)));
    assertThat(app.anomalies()).anyMatch(s -> s.where().equals("base.apk"));
    assertThat(app.installable().yes()).isFalse();
  }

  @Test
  void payloadsInMembersAndBesideThem_areFound() throws MalformedApkException {
    byte[] jar = zip(z -> z.add("classes.dex", dex("Hidden")));
    byte[] other = zip(z -> z.add("classes.dex", dex("Obb")));
    byte[] file =
        zip(z -> {
          z.addStored("base.apk", base().entry("assets/a.jar", jar).build());
          z.addStored("Android/obb/main.obb", other);
        });
    UnpackedApk app = unpack(file);
    assertThat(app.dexEntries())
        .extracting(DexEntry::name)
        .containsExactly(
            "base.apk!/classes.dex",
            "base.apk!/assets/a.jar!/classes.dex",
            "Android/obb/main.obb!/classes.dex");
    DexCode code = DexCode.open(ApkBytes.of(file), app.dexEntries(), Limits.DEFAULT);
    assertThat(code.failures()).isEmpty();
  }

  @Test
  void zipWithoutAnyApk_isNoBundle() throws MalformedApkException {
    byte[] noApk = zip(z -> z.add("a", new byte[100]));
    assertThat(unpack(zip(z -> z.addStored("x.apk", noApk))).bundle()).isNull();
    assertThat(unpack(noApk).bundle()).isNull();
  }

  @Test
  void apkThatHoldsAnApk_isNoBundle() throws MalformedApkException {
    UnpackedApk app = unpack(base().entry("assets/x.apk", feature()).build());
    assertThat(app.bundle()).isNull();
    assertThat(app.nested()).hasSize(1);
  }
}
