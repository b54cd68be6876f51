package io.unveil.unpacker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.XmlVectors;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.resources.ResourceValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XmlVectorsTest {
  static Stream<XmlVectors.Xml> xml() {
    return XmlVectors.xml().stream();
  }

  static Stream<XmlVectors.Arsc> arsc() {
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
    assertThat(Objects.requireNonNull(root).plain("package"))
        .as(vector.name())
        .isEqualTo(vector.packageName());
    if (elements.size() == 3) {
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
  void table_isReadAsAndroidReadsIt(XmlVectors.Arsc vector) throws MalformedApkException {
    Sightings sightings = new Sightings(100);
    ResourceTable table =
        ResourceTable.open(vector.bytes(), Limits.DEFAULT, sightings, new Unread());
    ResourceValue value = table.value(vector.id());
    String text =
        value != null && value.type() == ResourceValue.BOOLEAN
            ? String.valueOf(value.data() != 0)
            : table.string(vector.id());
    assertThat(text).as(vector.name()).isEqualTo(vector.value());
    assertThat(sightings.count() == 0 || !vector.accepted() || vector.name().contains("outside"))
        .as(vector.name())
        .isTrue();
  }

  @Test
  void vectors_areMoreThanFortyAndNamedOnce() {
    List<String> names =
        Stream.concat(xml().map(XmlVectors.Xml::name), arsc().map(XmlVectors.Arsc::name)).toList();
    assertThat(names).hasSizeGreaterThan(40).doesNotHaveDuplicates();
  }
}
