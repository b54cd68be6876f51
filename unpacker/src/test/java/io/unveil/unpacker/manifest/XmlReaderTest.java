package io.unveil.unpacker.manifest;

import static io.unveil.fixtures.BinaryXml.element;
import static org.assertj.core.api.Assertions.assertThat;

import brut.androlib.Config;
import brut.androlib.res.data.ResTable;
import brut.androlib.res.decoder.AXmlResourceParser;
import io.unveil.fixtures.BinaryXml;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.anomaly.Sightings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

class XmlReaderTest {
  private static final int POOL_AT = 8;

  private final Sightings sightings = new Sightings(1_000);
  private Unread unread = new Unread();

  private @Nullable XmlElement read(byte[] document) {
    return XmlReader.read(
        MemorySegment.ofArray(document), "AndroidManifest.xml", Limits.DEFAULT, sightings, unread);
  }

  private static byte[] document() {
    return BinaryXml.encode(
        element("manifest")
            .plain("package", "com.example.a")
            .child(
                element("application")
                    .text("name", ".App")
                    .child(element("activity").bool("enabled", false))));
  }

  private static int elements(@Nullable XmlElement root) {
    return root == null ? 0 : 1 + root.children().stream().mapToInt(XmlReaderTest::elements).sum();
  }

  private List<Anomaly> kinds() {
    return sightings.inFileOrder().stream().map(Sighting::kind).toList();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return where the first chunk of {@code type} starts} */
  private static int chunk(byte[] document, int type) {
    ByteBuffer bytes = little(document);
    for (int at = 8; at < document.length; at += bytes.getInt(at + 4)) {
      if (bytes.getShort(at) == type) {
        return at;
      }
    }
    throw new AssertionError("no chunk " + type);
  }

  private static byte[] insert(byte[] document, int at, byte[] chunk) {
    byte[] longer = new byte[document.length + chunk.length];
    System.arraycopy(document, 0, longer, 0, at);
    System.arraycopy(chunk, 0, longer, at, chunk.length);
    System.arraycopy(document, at, longer, at + chunk.length, document.length - at);
    little(longer).putInt(4, longer.length);
    return longer;
  }

  @Test
  void plainDocument_bothEncodings_isReadWithoutAnomaly() {
    for (boolean utf8 : new boolean[] {false, true}) {
      XmlElement root =
          read(BinaryXml.encode(element("manifest").plain("package", "a.é.日本.\uD83D\uDE00"), utf8));
      assertThat(Objects.requireNonNull(root).plain("package")).isEqualTo("a.é.日本.\uD83D\uDE00");
    }
    assertThat(kinds()).isEmpty();
    assertThat(unread.sentences()).isEmpty();
  }

  @Test
  void rootTypeNotThree_isReadAndRecorded() {
    byte[] document = document();
    little(document).putShort(0, (short) 0);
    assertThat(elements(read(document))).isEqualTo(3);
    assertThat(kinds()).containsExactly(Anomaly.XML_ROOT_TYPE);
  }

  @Test
  void unknownChunkBetweenNodes_isSkippedByItsSize() {
    byte[] document = document();
    byte[] junk = new byte[24];
    little(junk).putShort(0, (short) 0x0999).putShort(2, (short) 16).putInt(4, 24);
    byte[] changed = insert(document, chunk(document, 0x0102), junk);
    assertThat(elements(read(changed))).isEqualTo(3);
    assertThat(kinds()).containsExactly(Anomaly.XML_UNKNOWN_CHUNK);
  }

  @Test
  void attributeSizeNotTwenty_isHonoured() {
    byte[] document = document();
    int at = chunk(document, 0x0102);
    ByteBuffer bytes = little(document);
    int size = bytes.getInt(at + 4);
    byte[] changed = insert(document, at + size, new byte[4]);
    little(changed).putInt(at + 4, size + 4).putShort(at + 16 + 10, (short) 24);
    XmlElement root = read(changed);
    assertThat(elements(root)).isEqualTo(3);
    assertThat(Objects.requireNonNull(root).plain("package")).isEqualTo("com.example.a");
    assertThat(kinds()).containsExactly(Anomaly.XML_ATTRIBUTE_LAYOUT);
  }

  @Test
  void attributesOfSizeZero_endTheDocumentInsteadOfAHang() {
    byte[] document = document();
    int at = chunk(document, 0x0102);
    little(document).putShort(at + 16 + 10, (short) 0).putShort(at + 16 + 12, (short) 0xFFFF);
    assertThat(read(document)).isNull();
    assertThat(kinds()).contains(Anomaly.XML_BROKEN_NODE);
  }

  @Test
  void stringCountBeyondThePool_isRecordedAndNamesAreStillRead() {
    byte[] document = document();
    little(document).putInt(POOL_AT + 8, Integer.MAX_VALUE);
    assertThat(elements(read(document))).isEqualTo(3);
    assertThat(kinds()).containsExactly(Anomaly.XML_STRING_POOL);
  }

  @Test
  void declaredSizeWrong_isRecorded() {
    byte[] document = document();
    little(document).putInt(4, document.length + 100);
    assertThat(elements(read(document))).isEqualTo(3);
    byte[] longer = Arrays.copyOf(document(), document.length + 8);
    assertThat(elements(read(longer))).isEqualTo(3);
    assertThat(kinds()).containsExactly(Anomaly.XML_TRUNCATED, Anomaly.XML_SIZE_DIFFERS);
  }

  @Test
  void everyPrefix_keepsWhatCameBefore_andSaysWhatIsMissing() {
    byte[] document = document();
    int best = 0;
    for (int length = 0; length < document.length; length++) {
      unread = new Unread();
      int count = elements(read(Arrays.copyOf(document, length)));
      best = Math.max(best, count);
      assertThat(count == 3 || !unread.sentences().isEmpty() || count == 0)
          .as("length %d", length)
          .isTrue();
    }
    assertThat(best).isEqualTo(3);
  }

  @Test
  void moreStringsThanTheLimit_areNotReadAndTheLimitIsNamed() {
    byte[] document = document();
    XmlElement root =
        XmlReader.read(
            MemorySegment.ofArray(document),
            "AndroidManifest.xml",
            Limits.DEFAULT.with("max-xml-strings", 3),
            sightings,
            unread);
    assertThat(elements(root)).isEqualTo(3);
    assertThat(Objects.requireNonNull(root).name()).isEmpty();
    assertThat(unread.limits())
        .containsExactly(new LimitHit("max-xml-strings", 3, "AndroidManifest.xml"));
  }

  @Test
  void deeperThanTheLimit_isCutAndSaid() {
    BinaryXml.Element root = element("manifest");
    BinaryXml.Element at = root;
    for (int i = 0; i < 1_000; i++) {
      BinaryXml.Element child = element("e");
      at.child(child);
      at = child;
    }
    assertThat(elements(read(BinaryXml.encode(root)))).isEqualTo(Limits.DEFAULT.maxXmlDepth());
    assertThat(unread.sentences()).singleElement().asString().contains("depth 256");
    assertThat(unread.limits()).extracting(LimitHit::limit).containsExactly("max-xml-depth");
  }

  /**
   * Apktool's parser is the other reading of the same format; where both read a document, they must
   * agree.
   */
  @Test
  void publicManifests_sameElementsAndIdsAsApktool() throws IOException {
    Path root = Path.of(System.getProperty("unveil.root", "."));
    Path corpus = root.resolve("../shared/corpora/malformed/axml").normalize();
    Assumptions.assumeTrue(Files.isDirectory(corpus), () -> "skipped: no test inputs at " + corpus);
    int agreed = 0;
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".xml")).sorted().toList()) {
        byte[] document = Files.readAllBytes(file);
        unread = new Unread();
        List<String> ours = new ArrayList<>();
        flatten(read(document), ours);
        if (unread.sentences().isEmpty()) {
          assertThat(ours).as(file.getFileName().toString()).isEqualTo(apktool(document));
          agreed++;
        }
      }
    }
    System.out.println("manifests read alike by Apktool: " + agreed);
    assertThat(agreed).isGreaterThanOrEqualTo(20);
  }

  private static void flatten(@Nullable XmlElement element, List<String> into) {
    if (element == null) {
      return;
    }
    StringBuilder line = new StringBuilder(element.name());
    element
        .attributes()
        .forEach(a ->
            line.append(' ')
                .append(a.id())
                .append('=')
                .append(a.value().type())
                .append(':')
                .append(a.value().data()));
    into.add(line.toString());
    element.children().forEach(child -> flatten(child, into));
  }

  private static List<String> apktool(byte[] document) throws IOException {
    List<String> lines = new ArrayList<>();
    AXmlResourceParser parser = new AXmlResourceParser(new ResTable(null, new Config()));
    try {
      parser.open(new ByteArrayInputStream(document));
      for (int event = parser.next(); event != XmlPullParser.END_DOCUMENT; event = parser.next()) {
        if (event == XmlPullParser.START_TAG) {
          StringBuilder line = new StringBuilder(parser.getName());
          for (int i = 0; i < parser.getAttributeCount(); i++) {
            line.append(' ')
                .append(parser.getAttributeNameResource(i))
                .append('=')
                .append(parser.getAttributeValueType(i))
                .append(':')
                .append(parser.getAttributeValueData(i));
          }
          lines.add(line.toString());
        }
      }
    } catch (XmlPullParserException e) {
      throw new IOException(e);
    }
    return lines;
  }
}
