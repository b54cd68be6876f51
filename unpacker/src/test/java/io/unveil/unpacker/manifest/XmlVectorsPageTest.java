package io.unveil.unpacker.manifest;

import brut.androlib.Config;
import brut.androlib.res.data.ResTable;
import brut.androlib.res.decoder.AXmlResourceParser;
import io.unveil.fixtures.ArscVectors;
import io.unveil.fixtures.GoldenPage;
import io.unveil.fixtures.XmlVectors;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.anomaly.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** The tables of XML and resource vectors, with what Apktool makes of the documents. */
class XmlVectorsPageTest {
  private static final String HEAD =
      """
      # Vectors of binary XML and resource tables

      Made by `XmlVectorsPageTest` from `io.unveil.fixtures.XmlVectors` and `ArscVectors`; `XmlVectorsTest` compares with
      what is expected, `AaptVectorsIT` with Debian's aapt, which is made from Android 10. *Installs* gives the API levels
      that install an app with such a manifest or table, signatures aside. Apktool is `AXmlResourceParser`: `+` the
      elements that we read, `~` others, `-` an error.

      ## Manifests

      | vector | installs | elements | package | recorded | Apktool |
      |---|---|---|---|---|---|
      """;

  private static final String TABLES =
      """

      ## Resource tables

      | vector | installs | value | recorded |
      |---|---|---|---|
      """;

  @Test
  void page_isWhatTheVectorsGive() throws IOException, MalformedApkException {
    StringBuilder page = new StringBuilder(HEAD);
    for (XmlVectors.Xml vector : XmlVectors.xml()) {
      page.append(
          "| %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  vector.name(),
                  GoldenPage.levels(Refusal.OLDEST_API, vector.lastApi()),
                  vector.elements().strip(),
                  shown(vector.packageName()),
                  String.join(", ", vector.anomalies()),
                  apktool(vector)));
    }
    page.append(TABLES);
    for (ArscVectors.Arsc vector : XmlVectors.arsc()) {
      page.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  vector.name(),
                  GoldenPage.levels(Refusal.OLDEST_API, vector.lastApi()),
                  vector.value() == null ? "none" : vector.value(),
                  String.join(", ", vector.anomalies())));
    }
    GoldenPage.check("docs/vectors-xml.md", page.toString());
  }

  /** Anything but ASCII as Java writes it. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(c -> shown.append(c >= ' ' && c < 0x7f ? "" + (char) c : "\\u%04x".formatted(c)));
    return shown.toString();
  }

  private static String apktool(XmlVectors.Xml vector) {
    List<String> tags = new ArrayList<>();
    AXmlResourceParser parser = new AXmlResourceParser(new ResTable(null, new Config()));
    try {
      parser.open(new ByteArrayInputStream(vector.bytes().toArray(ValueLayout.JAVA_BYTE)));
      for (int event = parser.next(); event != XmlPullParser.END_DOCUMENT; event = parser.next()) {
        if (event == XmlPullParser.START_TAG) {
          tags.add(parser.getName());
        }
      }
    } catch (XmlPullParserException | IOException | RuntimeException | OutOfMemoryError e) {
      // It makes room for as many strings as are declared; one vector asks for 3 GiB, more than the
      // heap.
      return "-";
    }
    return String.join(" ", tags).equals(vector.elements()) ? "+" : "~";
  }
}
