package io.unveil.unpacker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ArscVectors;
import io.unveil.fixtures.XmlVectors;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.resources.ResourceValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XmlVectorsTest {
  static Stream<XmlVectors.Xml> xml() {
    return XmlVectors.xml().stream();
  }

  static Stream<ArscVectors.Arsc> arsc() {
    return XmlVectors.arsc().stream();
  }

  @ParameterizedTest
  @MethodSource("xml")
  void document_isReadAsAndroidReadsIt(XmlVectors.Xml vector) {
    Sightings sightings = new Sightings(100);
    XmlElement root =
        XmlReader.read(
            vector.bytes(), ManifestReader.FILE, Limits.DEFAULT, sightings, new Unread());
    List<XmlElement> elements = new ArrayList<>();
    flatten(root, elements);
    String tags = String.join(" ", elements.stream().map(XmlElement::name).toList());
    assertThat(tags).as(vector.name()).isEqualTo(vector.elements());
    String found = root == null ? null : root.plain("package");
    assertThat(found == null ? "" : found).as(vector.name()).isEqualTo(vector.packageName());
    if (!vector.packageName().isEmpty() && elements.size() == 3) {
      boolean enabled =
          new ValueResolver(() -> null).bool(elements.get(2), ManifestAttribute.ENABLED, true);
      assertThat(enabled).as(vector.name()).isEqualTo(vector.enabled());
    }
    assertThat(sightings.inFileOrder().stream().map(Sighting::kind).map(Anomaly::name))
        .as(vector.name())
        .containsExactlyInAnyOrderElementsOf(vector.anomalies());
  }

  private static void flatten(@Nullable XmlElement element, List<XmlElement> into) {
    if (element != null) {
      into.add(element);
      element.children().forEach(child -> flatten(child, into));
    }
  }

  @ParameterizedTest
  @MethodSource("arsc")
  void table_isReadAsAndroidReadsIt(ArscVectors.Arsc vector) throws MalformedApkException {
    Sightings sightings = new Sightings(100);
    ResourceTable table =
        ResourceTable.open(vector.bytes(), Limits.DEFAULT, sightings, new Unread());
    ResourceValue value = table.value(vector.id());
    String text =
        value != null && value.type() == ResourceValue.BOOLEAN
            ? String.valueOf(value.data() != 0)
            : table.string(vector.id());
    assertThat(text).as(vector.name()).isEqualTo(vector.value());
    assertThat(sightings.inFileOrder().stream().map(s -> s.kind().name()).distinct())
        .as(vector.name())
        .containsExactlyInAnyOrderElementsOf(vector.anomalies());
  }

  @ParameterizedTest
  @MethodSource("xml")
  void manifest_isInstalledByTheAndroidsThatTakeIt(XmlVectors.Xml vector)
      throws MalformedApkException {
    byte[] table = new io.unveil.fixtures.ResourceTable("com.example.a").encode();
    assertThat(lastApi(apk(vector.bytes(), MemorySegment.ofArray(table))))
        .as(vector.name())
        .isEqualTo(vector.lastApi());
  }

  @ParameterizedTest
  @MethodSource("arsc")
  void table_isInstalledByTheAndroidsThatTakeIt(ArscVectors.Arsc vector)
      throws MalformedApkException {
    UnpackedApk app = apk(XmlVectors.xml().getFirst().bytes(), vector.bytes());
    assertThat(lastApi(app)).as(vector.name()).isEqualTo(vector.lastApi());
  }

  private static UnpackedApk apk(MemorySegment manifest, MemorySegment table)
      throws MalformedApkException {
    ZipWriter zip = new ZipWriter();
    zip.add(ManifestReader.FILE, manifest.toArray(ValueLayout.JAVA_BYTE));
    zip.addStored("resources.arsc", table.toArray(ValueLayout.JAVA_BYTE));
    return ApkUnpacker.unpack(ApkBytes.of(zip.toBytes()), Limits.DEFAULT);
  }

  /** The last level that installs, signatures aside; all before it do too, or it is 0. */
  private static int lastApi(UnpackedApk app) {
    List<Refusal> refusals =
        app.installable().refusals().stream()
            .filter(refusal -> !refusal.reason().startsWith("signature:"))
            .toList();
    int last = 0;
    for (int api = Refusal.OLDEST_API; api <= Refusal.NEWEST_API; api++) {
      int level = api;
      if (refusals.stream().noneMatch(refusal -> refusal.holdsAt(level))) {
        assertThat(last == 0 || last == api - 1).as("no gap before %d", api).isTrue();
        last = api;
      }
    }
    return last;
  }

  @Test
  void vectors_areMoreThanNinetyAndNamedOnce() {
    List<String> names =
        Stream.concat(xml().map(XmlVectors.Xml::name), arsc().map(ArscVectors.Arsc::name)).toList();
    assertThat(names).hasSizeGreaterThan(90).doesNotHaveDuplicates();
  }
}
