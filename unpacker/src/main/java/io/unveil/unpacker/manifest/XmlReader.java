package io.unveil.unpacker.manifest;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceValue;
import io.unveil.unpacker.resources.StringPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads binary XML by the rules of {@code ResXMLTree} (AOSP's ResourceTypes.cpp): the root's type
 * is not looked at, chunks of unknown type are skipped by their size, attribute start and size are
 * honoured as given, and a node that cannot be ends the document. What came before it stays.
 */
final class XmlReader {
  private static final int POOL = 0x0001;
  private static final int DOCUMENT = 0x0003;
  private static final int START_NAMESPACE = 0x0100;
  private static final int END_NAMESPACE = 0x0101;
  private static final int START_ELEMENT = 0x0102;
  private static final int END_ELEMENT = 0x0103;
  private static final int TEXT = 0x0104;
  private static final int LAST_NODE = 0x017F;
  private static final int RESOURCE_MAP = 0x0180;
  private static final int NODE_BYTES = 16;
  private static final int ATTRIBUTE_BYTES = 20;

  private final ByteCursor bytes;
  private final String file;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final Deque<XmlElement> open = new ArrayDeque<>();
  private StringPool strings = StringPool.EMPTY;
  private @Nullable ByteCursor ids;
  private @Nullable XmlElement root;
  private boolean inNodes;
  private int tooDeep;
  private boolean toldDepth;
  private boolean toldOrder;
  private boolean toldName;
  private long attributesLeft;

  private XmlReader(
      ByteCursor bytes, String file, Limits limits, Sightings sightings, Unread unread) {
    this.bytes = bytes;
    this.file = file;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
    this.attributesLeft = bytes.limit() / ATTRIBUTE_BYTES;
  }

  /**
   * {@return the root element with all that could be read, null when there is none}
   *
   * @param file name of the entry, for messages
   * @param unread receives what could not be read
   */
  static @Nullable XmlElement read(
      MemorySegment document, String file, Limits limits, Sightings sightings, Unread unread) {
    XmlReader reader =
        new XmlReader(new ByteCursor(document, file), file, limits, sightings, unread);
    try {
      reader.readDocument();
    } catch (MalformedApkException e) {
      reader.broken(e.offset(), e.getMessage());
    }
    return reader.root;
  }

  private void broken(long offset, String reason) {
    sightings.add(Anomaly.XML_BROKEN_NODE, offset, file, reason);
    unread.because(reason + "; what came before it was read");
  }

  private void readDocument() throws MalformedApkException {
    int type = bytes.u2("document type");
    int header = bytes.u2("document header size");
    long size = bytes.u4("document size");
    if (type != DOCUMENT) {
      sightings.add(Anomaly.XML_ROOT_TYPE, 0, file, "type " + type);
    }
    if (size > bytes.limit()) {
      sightings.add(
          Anomaly.XML_TRUNCATED, 4, file, size + " declared, " + bytes.limit() + " there");
    } else if (size < bytes.limit()) {
      sightings.add(
          Anomaly.XML_SIZE_DIFFERS, 4, file, size + " declared, " + bytes.limit() + " there");
    }
    long end = Math.min(size, bytes.limit());
    if (header > size) {
      broken(2, file + ": a header of " + header + " bytes in a document of " + size);
    }
    long at = header;
    while (end - at >= 8) {
      at += readChunk(at, end);
      if (root != null && open.isEmpty() && tooDeep == 0) {
        return;
      }
    }
    if (root != null && !open.isEmpty()) {
      broken(at, file + ": the document ends inside <" + open.element().name() + ">");
    }
  }

  /** {@return the size of the chunk} */
  private long readChunk(long at, long end) throws MalformedApkException {
    int type = bytes.at(at, "chunk").u2("chunk type");
    int header = bytes.u2("chunk header size");
    long size = bytes.u4("chunk size");
    boolean node = type >= START_NAMESPACE && type <= LAST_NODE;
    // Once inside the nodes Android takes every chunk for one, also those it does not know.
    if (header < (node || inNodes ? NODE_BYTES : 8)
        || size < header
        || size > end - at
        || ((size | header) & 3) != 0) {
      throw new MalformedApkException(
          at, file + ": chunk of " + size + " bytes with a header of " + header);
    }
    if (size - header < leastBody(type)) {
      throw new MalformedApkException(
          at,
          file
              + ": node of type "
              + type
              + " with "
              + (size - header)
              + " bytes behind its header");
    }
    ByteCursor chunk = bytes.slice(at, size, "chunk");
    switch (type) {
      case POOL -> readPool(chunk, at);
      case RESOURCE_MAP -> ids = inNodes ? ids : chunk.slice(header, size - header, "resource map");
      case START_ELEMENT -> startElement(chunk, header, at);
      case END_ELEMENT -> endElement();
      case START_NAMESPACE, END_NAMESPACE, TEXT -> {}
      default ->
          sightings.add(Anomaly.XML_UNKNOWN_CHUNK, at, file, "type 0x" + Integer.toHexString(type));
    }
    inNodes |= node;
    return size;
  }

  private static int leastBody(int type) {
    return switch (type) {
      case START_NAMESPACE, END_NAMESPACE, END_ELEMENT -> 8;
      case START_ELEMENT -> 20;
      case TEXT -> 12;
      default -> 0;
    };
  }

  /** Pools and resource maps behind the first node are skipped, as in Android. */
  private void readPool(ByteCursor chunk, long at) {
    if (inNodes) {
      return;
    }
    try {
      strings = StringPool.read(chunk);
      String refusal = strings.refusal();
      if (refusal != null) {
        sightings.add(Anomaly.XML_STRING_POOL, at, file, refusal);
      }
      if (strings.count() > limits.maxXmlStrings()) {
        unread.limit(
            limits.hit("max-xml-strings", file),
            file + ": of " + strings.count() + " strings only the first were read");
        strings.keepFirst(limits.maxXmlStrings());
      }
    } catch (MalformedApkException e) {
      sightings.add(Anomaly.XML_STRING_POOL, at, file, e.getMessage());
      unread.because(file + ": " + e.getMessage());
    }
  }

  private void startElement(ByteCursor chunk, int header, long at) throws MalformedApkException {
    chunk.at(header, "element").skip(4, "namespace");
    String name = strings.get(chunk.s4("element name"));
    int start = chunk.u2("attribute start");
    int step = chunk.u2("attribute size");
    int count = chunk.u2("attribute count");
    if (count > 0 && (start != ATTRIBUTE_BYTES || step != ATTRIBUTE_BYTES)) {
      sightings.add(Anomaly.XML_ATTRIBUTE_LAYOUT, at, file, "start " + start + ", size " + step);
    }
    if (start + (long) step * count > chunk.limit() - header) {
      throw new MalformedApkException(
          at, file + ": " + count + " attributes run out of their element");
    }
    // Attributes of size 0 all lie in one place: without this, a small document could hold billions
    // of them.
    attributesLeft -= count;
    if (attributesLeft < 0) {
      throw new MalformedApkException(at, file + ": more attributes than its bytes can hold");
    }
    if (open.size() >= limits.maxXmlDepth()) {
      deeper();
      return;
    }
    List<XmlAttribute> attributes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      attributes.add(attribute(at + header + start + (long) i * step));
    }
    checkIds(attributes, at);
    push(new XmlElement(name == null ? "" : name, attributes));
  }

  private void deeper() {
    tooDeep++;
    if (!toldDepth) {
      toldDepth = true;
      unread.limit(
          limits.hit("max-xml-depth", file),
          file + ": elements below depth " + limits.maxXmlDepth() + " were not read");
    }
  }

  private void push(XmlElement element) {
    XmlElement parent = open.peek();
    if (parent != null) {
      parent.children().add(element);
    } else if (root == null) {
      root = element;
    }
    open.push(element);
  }

  private void endElement() {
    if (tooDeep > 0) {
      tooDeep--;
    } else {
      open.poll();
    }
  }

  /** One shorter than 20 bytes runs into what follows it, as in Android. */
  private XmlAttribute attribute(long at) throws MalformedApkException {
    int namespace = bytes.at(at, "attribute").s4("attribute namespace");
    int nameIndex = bytes.s4("attribute name");
    int raw = bytes.s4("attribute raw value");
    bytes.skip(3, "attribute value header");
    ResourceValue value = new ResourceValue(bytes.u1("attribute type"), bytes.s4("attribute data"));
    String name = strings.get(nameIndex);
    return new XmlAttribute(
        strings.get(namespace),
        name == null ? "" : name,
        resourceId(nameIndex),
        value,
        value.type() == ResourceValue.STRING ? strings.get(value.data()) : null,
        strings.get(raw));
  }

  /** Told once for a document: tools that shrink files rename all attributes. */
  private void checkIds(List<XmlAttribute> attributes, long at) {
    int highest = 0;
    for (XmlAttribute attribute : attributes) {
      int id = attribute.id();
      if (Integer.compareUnsigned(id, highest) > 0) {
        highest = id;
      } else if (id != 0 && !toldOrder) {
        toldOrder = true;
        sightings.add(
            Anomaly.XML_ATTRIBUTE_ORDER,
            at,
            file,
            String.format("0x%08x behind 0x%08x", id, highest));
      }
      String name = ManifestAttribute.nameOf(id);
      if (name != null && !name.equals(attribute.name()) && !toldName) {
        toldName = true;
        sightings.add(
            Anomaly.XML_ATTRIBUTE_NAME,
            at,
            file,
            "id of " + name + ", name '" + attribute.name() + "'");
      }
    }
  }

  private int resourceId(int nameIndex) throws MalformedApkException {
    ByteCursor map = ids;
    if (map == null || nameIndex < 0 || nameIndex >= map.limit() / 4) {
      return 0;
    }
    return map.at(4L * nameIndex, "resource id").s4("resource id");
  }
}
