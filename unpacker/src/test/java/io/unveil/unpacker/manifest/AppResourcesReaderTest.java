package io.unveil.unpacker.manifest;

import static io.unveil.fixtures.BinaryXml.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.ResourceConfig;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.manifest.AppResources.AccessibilityService;
import io.unveil.unpacker.manifest.AppResources.DeviceAdmin;
import io.unveil.unpacker.manifest.AppResources.Firebase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AppResourcesReaderTest {
  private final ApkBuilder app = ApkBuilder.apk("com.example.pet").unsigned();

  private UnpackedApk unpacked() throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(app.build()), Limits.DEFAULT);
  }

  private AppResources said() throws MalformedApkException {
    UnpackedApk unpacked = unpacked();
    assertThat(unpacked.incomplete()).isEmpty();
    assertThat(unpacked.anomalies()).isEmpty();
    return unpacked.resources();
  }

  private void watcher(String name, BinaryXml.Element configuration) {
    int file = app.xml("xml", name, configuration);
    app.service(".Watcher", s -> s.metaData("android.accessibilityservice", file));
  }

  @Test
  void accessibilityService_isReadFromItsFile() throws MalformedApkException {
    int text = app.resources().string("about", "Keeps your phone quick");
    watcher(
        "watch",
        element("accessibility-service")
            .hex("accessibilityEventTypes", 0x30)
            .hex("accessibilityFlags", 0x51)
            .bool("canRetrieveWindowContent", true)
            .bool("canPerformGestures", true)
            .text("packageNames", "com.example.chat , com.example.mail")
            .reference("description", text));
    assertThat(said().accessibilityServices())
        .containsExactly(
            new AccessibilityService(
                "com.example.pet.Watcher",
                "res/xml/watch.xml",
                List.of("typeViewTextChanged", "typeWindowStateChanged"),
                List.of("flagDefault", "flagReportViewIds", "flagRetrieveInteractiveWindows"),
                true,
                true,
                List.of("com.example.chat", "com.example.mail"),
                "Keeps your phone quick"));
  }

  @Test
  void accessibilityService_allEvents_isOneName_andAbsentAttributesAreNone()
      throws MalformedApkException {
    watcher("watch", element("accessibility-service").hex("accessibilityEventTypes", -1));
    AccessibilityService service = said().accessibilityServices().getFirst();
    assertThat(service.eventTypes()).containsExactly("typeAllMask");
    assertThat(service.flags()).isEmpty();
    assertThat(service.retrievesWindowContent()).isFalse();
    assertThat(service.performsGestures()).isFalse();
    assertThat(service.packageNames()).isEmpty();
    assertThat(service.description()).isNull();
  }

  @Test
  void bitWithoutAName_isHex() {
    assertThat(AccessibilityNames.flags(0x4000_0002))
        .containsExactly("flagIncludeNotImportantViews", "0x40000000");
    assertThat(AccessibilityNames.eventTypes(0)).isEmpty();
  }

  /** Names and values as the framework's own constants have them. */
  @Test
  void eventTypes_areThoseOfAccessibilityEvent() throws ReflectiveOperationException {
    Map<String, Integer> ours = new TreeMap<>();
    for (int bit = 0; bit < 18; bit++) {
      ours.put(
          AccessibilityNames.eventTypes(1 << bit).getFirst().toLowerCase(Locale.ROOT), 1 << bit);
    }
    Map<String, Integer> framework = new TreeMap<>();
    for (var field :
        Class.forName("android.view.accessibility.AccessibilityEvent", false, loader())
            .getFields()) {
      if (field.getName().startsWith("TYPE_")) {
        framework.put(
            field.getName().replace("_", "").toLowerCase(Locale.ROOT), field.getInt(null));
      }
    }
    assertThat(ours).isEqualTo(framework);
  }

  private static ClassLoader loader() {
    return AppResourcesReaderTest.class.getClassLoader();
  }

  @Test
  void configurationOfAnotherRoot_orMissing_leavesTheServiceWithoutDetails()
      throws MalformedApkException {
    watcher("watch", element("something").hex("accessibilityEventTypes", -1));
    app.service(".Other", s -> s.metaData("android.accessibilityservice", 0x7f06_0044));
    app.service(".Plain", s -> s.metaData("other", "text"));
    List<AccessibilityService> services = said().accessibilityServices();
    assertThat(services).extracting(AccessibilityService::eventTypes).containsOnly(List.of());
    assertThat(services)
        .extracting(AccessibilityService::file)
        .containsExactly("res/xml/watch.xml", null);
  }

  @Test
  void brokenConfiguration_isSaid() throws MalformedApkException {
    int file = app.resources().file("xml", "watch", "res/xml/watch.xml");
    app.entry("res/xml/watch.xml", new byte[40]);
    app.service(".Watcher", s -> s.metaData("android.accessibilityservice", file));
    UnpackedApk unpacked = unpacked();
    assertThat(unpacked.resources().accessibilityServices()).hasSize(1);
    assertThat(unpacked.incomplete()).anyMatch(line -> line.contains("res/xml/watch.xml"));
  }

  @Test
  void moreServicesThanIsSane_areCounted() throws MalformedApkException {
    int file = app.xml("xml", "watch", element("accessibility-service"));
    for (int i = 0; i < 103; i++) {
      app.service(".Watcher" + i, s -> s.metaData("android.accessibilityservice", file));
    }
    UnpackedApk unpacked = unpacked();
    assertThat(unpacked.resources().accessibilityServices()).hasSize(100);
    assertThat(unpacked.incomplete()).singleElement().asString().startsWith("3 further components");
  }

  @Test
  void deviceAdmin_policiesAreTheElementsBelowUsesPolicies() throws MalformedApkException {
    int file =
        app.xml(
            "xml",
            "admin",
            element("device-admin")
                .child(element("support-transfer-ownership"))
                .child(
                    element("uses-policies")
                        .child(element("wipe-data"))
                        .child(element("force-lock"))));
    app.receiver(".Admin", r -> r.metaData("android.app.device_admin", file));
    app.service(".NoAdmin", s -> s.metaData("android.app.device_admin", file));
    assertThat(said().deviceAdmins())
        .containsExactly(
            new DeviceAdmin(
                "com.example.pet.Admin", "res/xml/admin.xml", List.of("wipe-data", "force-lock")));
  }

  private void firebaseStrings() {
    app.resources().string("other", "x");
    app.resources().string("google_app_id", "1:1234:android:abcd");
    app.resources().string("gcm_defaultSenderId", "1234");
    app.resources().string("project_id", "pet-example");
    app.resources().string("firebase_database_url", "https://pet-example.firebaseio.example");
    app.resources().integer("google_api_key", 7);
  }

  @Test
  void firebase_isFoundByTheNamesOfItsStrings() throws MalformedApkException {
    firebaseStrings();
    app.provider("com.google.firebase.provider.FirebaseInitProvider", "a", _ -> {});
    assertThat(said().firebase())
        .isEqualTo(
            new Firebase(
                "1:1234:android:abcd",
                "pet-example",
                "1234",
                null,
                "https://pet-example.firebaseio.example",
                null));
  }

  @Test
  void firebase_isReadToo_whenTheTableIsOpenForTheLabel() throws MalformedApkException {
    firebaseStrings();
    app.labelResource("Pet");
    assertThat(said().firebase()).isNotNull();
  }

  @Test
  void firebase_otherStringsOnly_isNull() throws MalformedApkException {
    app.resources().string("google_app_identity", "no");
    app.provider("com.google.firebase.provider.FirebaseInitProvider", "a", _ -> {});
    app.labelResource("Pet");
    assertThat(said().firebase()).isNull();
  }

  @Test
  void tableThatNothingRefersTo_isOpenedAsInstallationDoes() throws MalformedApkException {
    app.entry("resources.arsc", new byte[64]);
    assertThat(unpacked().incomplete()).anyMatch(line -> line.contains("resources.arsc"));
    assertThat(unpacked().installable().refusals())
        .filteredOn(refusal -> refusal.reason().startsWith("resources broken chunk"))
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.fromApi()).isEqualTo(28));
  }

  @Test
  void labels_areGivenByQualifiers() throws MalformedApkException {
    Map<ResourceConfig, String> labels = new TreeMap<>();
    labels.put(ResourceConfig.DEFAULT, "Pet");
    labels.put(ResourceConfig.of("de"), "Haustier");
    labels.put(ResourceConfig.of("fr").landscape().smallestWidth(600).density(480).from(29), "A");
    labels.put(ResourceConfig.api(31), "System");
    int label = app.resources().strings("app", labels);
    app.application(a -> a.reference("label", label));
    UnpackedApk unpacked = unpacked();
    assertThat(unpacked.resources().labels())
        .isEqualTo(
            Map.of(
                "", "Pet", "de", "Haustier", "v31", "System", "fr-sw600dp-land-xxhdpi-v29", "A"));
  }

  @Test
  void labelThatIsAConstant_isTheDefault() throws MalformedApkException {
    app.label("Pet");
    assertThat(said().labels()).isEqualTo(Map.of("", "Pet"));
  }

  @Test
  void moreLabelsThanAHundred_keepTheDefault() throws MalformedApkException {
    Map<ResourceConfig, String> labels = new TreeMap<>();
    labels.put(ResourceConfig.DEFAULT, "Pet");
    for (int api = 1; api < 150; api++) {
      labels.put(ResourceConfig.of("de").from(api), "x" + api);
    }
    int label = app.resources().strings("app", labels);
    app.application(a -> a.reference("label", label));
    assertThat(unpacked().resources().labels()).hasSize(100).containsEntry("", "Pet");
  }
}
