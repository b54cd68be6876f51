package io.unveil.unpacker.manifest;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.List;

/** Deviations that are told once for a document, as whoever has one has them everywhere. */
final class ToldOnce {
  private final String file;
  private final Sightings sightings;
  private boolean order;
  private boolean name;
  private boolean string;

  ToldOnce(String file, Sightings sightings) {
    this.file = file;
    this.sightings = sightings;
  }

  /** Tools that shrink files rename all attributes. */
  void checkIds(List<XmlAttribute> attributes, long at) {
    int highest = 0;
    for (XmlAttribute attribute : attributes) {
      int id = attribute.id();
      if (Integer.compareUnsigned(id, highest) > 0) {
        highest = id;
      } else if (id != 0) {
        order(at, id, highest);
      }
      String known = name ? null : ManifestAttribute.nameOf(id);
      if (known != null && !known.equals(attribute.name())) {
        name = true;
        String detail = "id of " + known + ", name '" + attribute.name() + "'";
        sightings.add(Anomaly.XML_ATTRIBUTE_NAME, at, file, detail);
      }
    }
  }

  private void order(long at, int id, int highest) {
    if (!order) {
      order = true;
      String detail = String.format("0x%08x behind 0x%08x", id, highest);
      sightings.add(Anomaly.XML_ATTRIBUTE_ORDER, at, file, detail);
    }
  }

  void badString(int index, long at) {
    if (!string) {
      string = true;
      sightings.add(Anomaly.XML_STRING, at, file, "string " + index + " is not readable");
    }
  }
}
