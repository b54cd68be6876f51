package io.unveil.unpacker.manifest;

import static io.unveil.fixtures.BinaryXml.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.ResourceTable;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.resources.ResourceValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ManifestReaderTest {
  private static Manifest manifest(ApkBuilder builder) throws MalformedApkException {
    UnpackedApk app = ApkUnpacker.unpack(ApkBytes.of(builder.unsigned().build()), Limits.DEFAULT);
    assertThat(app.incomplete()).isEmpty();
    assertThat(app.anomalies()).extracting(Sighting::kind).isSubsetOf(Anomaly.XML_ATTRIBUTE_NAME);
    return Objects.requireNonNull(app.manifest());
  }

  private static Manifest of(Consumer<ApkBuilder> change) throws MalformedApkException {
    ApkBuilder builder = ApkBuilder.apk("com.example.pet");
    change.accept(builder);
    return manifest(builder);
  }

  private static Component only(Manifest manifest) {
    assertThat(manifest.application().components()).hasSize(1);
    return manifest.application().components().getFirst();
  }

  @Test
  void identity_isRead() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.version(7, "1.2")
                .sdk(21, 33)
                .manifest(m -> m.text("sharedUserId", "a.b.c").number("versionCodeMajor", 2)));
    assertThat(manifest.packageName()).isEqualTo("com.example.pet");
    assertThat(manifest.versionCode()).isEqualTo((2L << 32) + 7);
    assertThat(manifest.versionName()).isEqualTo("1.2");
    assertThat(manifest.sharedUserId()).isEqualTo("a.b.c");
    assertThat(manifest.minSdk()).isEqualTo(21);
    assertThat(manifest.targetSdk()).isEqualTo(33);
    assertThat(manifest.split()).isNull();
    assertThat(manifest.testOnly()).isFalse();
  }

  @Test
  void permissionsAndFeatures_keepOrderAndBounds() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.permission("android.permission.READ_SMS")
                .permissionUpTo("android.permission.CAMERA", 28)
                .feature("android.hardware.telephony", false));
    assertThat(manifest.permissions())
        .containsExactly(
            new Manifest.UsesPermission("android.permission.READ_SMS", Integer.MAX_VALUE),
            new Manifest.UsesPermission("android.permission.CAMERA", 28));
    assertThat(manifest.requests("android.permission.CAMERA", 29)).isFalse();
    assertThat(manifest.features())
        .containsExactly(new Manifest.UsesFeature("android.hardware.telephony", false));
  }

  @Test
  void classNames_areQualifiedAsPackageParserDoes() {
    assertThat(ComponentReader.qualified("com.a", ".B")).isEqualTo("com.a.B");
    assertThat(ComponentReader.qualified("com.a", "B")).isEqualTo("com.a.B");
    assertThat(ComponentReader.qualified("com.a", "x.B")).isEqualTo("x.B");
    assertThat(ComponentReader.qualified("com.a", "")).isEmpty();
  }

  @Test
  void launcherActivity_hasItsFilterAndIsExportedOnlyBySayingSo() throws MalformedApkException {
    Component activity =
        only(
            of(b ->
                b.activity(
                    ".Main",
                    a ->
                        a.filter(f ->
                            f.action("android.intent.action.MAIN")
                                .category("android.intent.category.LAUNCHER")
                                .data("scheme", "tel")
                                .priority(999)))));
    assertThat(activity.kind()).isEqualTo(Component.Kind.ACTIVITY);
    assertThat(activity.name()).isEqualTo("com.example.pet.Main");
    assertThat(activity.exported()).isTrue();
    Component.IntentFilter filter = activity.filters().getFirst();
    assertThat(filter.actions()).containsExactly("android.intent.action.MAIN");
    assertThat(filter.categories()).containsExactly("android.intent.category.LAUNCHER");
    assertThat(filter.data()).containsExactly(Map.of("scheme", "tel"));
    assertThat(filter.priority()).isEqualTo(999);
  }

  @Test
  void alias_namesItsTarget() throws MalformedApkException {
    Component alias = only(of(b -> b.alias(".Calculator", ".Main", a -> a.enabled(false))));
    assertThat(alias.kind()).isEqualTo(Component.Kind.ACTIVITY_ALIAS);
    assertThat(alias.targetActivity()).isEqualTo("com.example.pet.Main");
    assertThat(alias.enabled()).isEqualTo(ApiBoolean.FALSE);
    assertThat(alias.exported()).isFalse();
  }

  @Test
  void enabledByApi_followsTheResourceTable() throws MalformedApkException {
    Component activity =
        only(of(b -> b.activity(".Main", a -> a.enabledByApi(Map.of(0, true, 29, false)))));
    assertThat(activity.enabled().at(28)).isTrue();
    assertThat(activity.enabled().at(29)).isFalse();
    assertThat(activity.enabled().at(35)).isFalse();
  }

  @Test
  void labelAndIcon_areResolved() throws MalformedApkException {
    Manifest manifest =
        of(b -> b.labelResource("System Service").icon("res/drawable/icon.png", new byte[120]));
    assertThat(manifest.application().label()).isEqualTo("System Service");
    assertThat(manifest.application().icon()).isEqualTo("res/drawable/icon.png");
  }

  @Test
  void references_areFollowedTwentyDeep_notFurther() throws MalformedApkException {
    ApkBuilder builder = ApkBuilder.apk("com.example.pet");
    ResourceTable resources = builder.resources();
    int next = resources.string("end", "found");
    for (int i = 0; i < 19; i++) {
      next = resources.alias("string", "ref" + i, next);
    }
    int further = resources.alias("string", "further", next);
    int near = next;
    builder.application(
        app -> app.child(element("meta-data").text("name", "near").reference("value", near)));
    builder.application(
        app -> app.child(element("meta-data").text("name", "far").reference("value", further)));
    Manifest manifest = manifest(builder);
    assertThat(manifest.application().metaData())
        .contains(new Manifest.MetaData("near", "found"))
        .contains(new Manifest.MetaData("far", String.format("0x%08x", further)));
  }

  @Test
  void componentAttributes_areText() throws MalformedApkException {
    Component service =
        only(
            of(b ->
                b.service(
                    ".Watch",
                    s ->
                        s.permission("android.permission.BIND_DEVICE_ADMIN")
                            .attribute("process", ":remote")
                            .attribute("stopWithTask", false)
                            .metaData("key", "value"))));
    assertThat(service.permission()).isEqualTo("android.permission.BIND_DEVICE_ADMIN");
    assertThat(service.attributes())
        .containsEntry("process", ":remote")
        .containsEntry("stopWithTask", "false");
    assertThat(service.metaData()).containsExactly(new Manifest.MetaData("key", "value"));
  }

  @Test
  void attributeNameFalseButIdRight_idWins() throws MalformedApkException {
    Component activity =
        only(
            of(b ->
                b.application(app ->
                    app.child(
                        element("activity")
                            .text("name", ".Main")
                            .raw("fake", 0x0101000e, BinaryXml.TYPE_BOOLEAN, 0)))));
    assertThat(activity.enabled()).isEqualTo(ApiBoolean.FALSE);
  }

  @Test
  void attributeNameRightButIdOfAnother_isNotTaken() throws MalformedApkException {
    Component activity =
        only(
            of(b ->
                b.application(app ->
                    app.child(
                        element("activity")
                            .text("name", ".Main")
                            .raw("enabled", 0x01010020, BinaryXml.TYPE_BOOLEAN, 0)))));
    assertThat(activity.enabled()).isEqualTo(ApiBoolean.TRUE);
  }

  @Test
  void permissionInsideElementWithoutChildren_isRequested() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.manifestChild(
                element("uses-feature")
                    .text("name", "a.b")
                    .child(
                        element("supports-screens")
                            .child(
                                element("uses-permission")
                                    .text("name", "android.permission.READ_SMS")))));
    assertThat(manifest.requests("android.permission.READ_SMS", 30)).isTrue();
  }

  @Test
  void permissionInsideUnknownElement_isNotRequested() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.manifestChild(
                element("stranger")
                    .child(
                        element("uses-permission").text("name", "android.permission.READ_SMS"))));
    assertThat(manifest.permissions()).isEmpty();
  }

  @Test
  void componentAndFilterInsideMetaData_areRead() throws MalformedApkException {
    BinaryXml.Element filter =
        element("intent-filter")
            .child(
                element("action")
                    .text("name", "a.b.C")
                    .child(element("category").text("name", "a.b.D")));
    BinaryXml.Element service =
        element("service")
            .text("name", ".Hidden")
            .child(element("meta-data").text("name", "x").child(filter));
    Component read =
        only(
            of(b ->
                b.application(
                    app -> app.child(element("meta-data").text("name", "y").child(service)))));
    assertThat(read.name()).isEqualTo("com.example.pet.Hidden");
    assertThat(read.filters().getFirst().actions()).containsExactly("a.b.C");
    assertThat(read.filters().getFirst().categories()).containsExactly("a.b.D");
    assertThat(read.metaData()).extracting(Manifest.MetaData::name).containsExactly("x");
  }

  @Test
  void actionHasDecoyUnderTheId_nameWins() {
    String android = "http://schemas.android.com/apk/res/android";
    ResourceValue text = new ResourceValue(ResourceValue.STRING, 0);
    XmlElement action =
        new XmlElement(
            "action",
            List.of(
                new XmlAttribute(android, "decoy", 0x01010003, text, "a.b.DECOY", "a.b.DECOY"),
                new XmlAttribute(android, "name", 0, text, "a.b.TYPED", "a.b.RAW")));
    XmlElement filter = new XmlElement("intent-filter", List.of());
    filter.children().add(action);
    XmlElement receiver =
        new XmlElement(
            "receiver", List.of(new XmlAttribute(android, "name", 0x01010003, text, ".R", ".R")));
    receiver.children().add(filter);
    Component read =
        Objects.requireNonNull(
            new ComponentReader(new ValueResolver(() -> null), "a", 30, null).read(receiver));
    assertThat(read.filters().getFirst().actions()).containsExactly("a.b.RAW");
  }

  @Test
  void maxSdkAsTextOrZero_isNoBound() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.manifestChild(
                    element("uses-permission").text("name", "a.TEXT").text("maxSdkVersion", "1"))
                .manifestChild(
                    element("uses-permission").text("name", "a.ZERO").number("maxSdkVersion", 0)));
    assertThat(manifest.requests("a.TEXT", 36)).isTrue();
    assertThat(manifest.requests("a.ZERO", 31)).isTrue();
    assertThat(manifest.requests("a.ZERO", 36)).isFalse();
  }

  @Test
  void emptyBoolean_isAsAbsent() throws MalformedApkException {
    Component read =
        only(
            of(b ->
                b.application(
                    app -> app.child(element("service").text("name", ".S").text("enabled", "")))));
    assertThat(read.enabled()).isEqualTo(ApiBoolean.TRUE);
  }

  @Test
  void alias_doesNotInheritPermissionOfApplication() throws MalformedApkException {
    Manifest manifest =
        of(b ->
            b.application(app ->
                app.text("permission", "a.P")
                    .child(element("activity").text("name", ".A"))
                    .child(
                        element("activity-alias")
                            .text("name", ".B")
                            .text("targetActivity", ".A"))));
    assertThat(manifest.application().components())
        .extracting(Component::permission)
        .containsExactly("a.P", null);
  }

  @Test
  void nameUnderAnIdOfAnotherPackage_isToldAsMissing() throws MalformedApkException {
    // A table may map package 5 to Android's own (AssetManager2::BuildDynamicRefTable).
    UnpackedApk app =
        ApkUnpacker.unpack(
            ApkBytes.of(
                ApkBuilder.apk("com.example.pet")
                    .application(a -> a.child(element("service").raw("name", 0x05010003, 0x03, 0)))
                    .unsigned()
                    .build()),
            Limits.DEFAULT);
    assertThat(app.incomplete()).singleElement().asString().contains("1 components or permissions");
  }
}
