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
 * Reads binary XML by the rules of {@code ResXMLTree} (AOSP's ResourceTypes.cpp), for the root's
 * type those before Android 15: it is not looked at. Chunks of unknown type are skipped by their
 * size, attribute start and size are honoured as given, and a node that cannot be ends the
 * document. What came before it stays.
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
  private static final String UNREADABLE = ", which is not readable";

  private final ByteCursor bytes;
  private final String file;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final ToldOnce once;
  private final Deque<XmlElement> open = new ArrayDeque<>();
  private StringPool strings = StringPool.EMPTY;
  private long poolAt;
  private @Nullable String poolProblem = "no string pool before the first node";
  private @Nullable ByteCursor ids;
  private @Nullable XmlElement root;
  private boolean poolRefused;
  private boolean inNodes;
  private int tooDeep;
  private boolean toldDepth;
  private long attributesLeft;

  private XmlReader(
      ByteCursor bytes, String file, Limits limits, Sightings sightings, Unread unread) {
    this.bytes = bytes;
    this.file = file;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
    this.once = new ToldOnce(file, sightings);
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
    if (at < end && inNodes) {
      broken(at, file + ": a node of " + (end - at) + " bytes");
    } else if (root != null && !open.isEmpty()) {
      String name = open.element().name();
      sightings.add(Anomaly.XML_UNCLOSED, at, file, "it ends inside <" + name + ">");
      unread.because(file + ": the document ends inside <" + name + ">");
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
    if (node) {
      firstNode();
    }
    switch (type) {
      case POOL -> readPool(chunk, at);
      case RESOURCE_MAP -> ids = inNodes ? ids : chunk.slice(header, size - header, "resource map");
      case START_ELEMENT -> startElement(chunk, header, at);
      case END_ELEMENT -> endElement();
      case START_NAMESPACE, END_NAMESPACE, TEXT -> {}
      default ->
          sightings.add(Anomaly.XML_UNKNOWN_CHUNK, at, file, "type 0x" + Integer.toHexString(type));
    }
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

  /** Of several, the last before the first node counts; later ones are skipped, as in Android. */
  private void readPool(ByteCursor chunk, long at) {
    if (inNodes) {
      return;
    }
    poolAt = at;
    try {
      strings = StringPool.read(chunk);
      poolProblem = strings.refusal();
      if (strings.count() > limits.maxXmlStrings()) {
        unread.limit(
            limits.hit("max-xml-strings", file),
            file + ": of " + strings.count() + " strings only the first were read");
        strings.keepFirst(limits.maxXmlStrings());
      }
    } catch (MalformedApkException e) {
      strings = StringPool.EMPTY;
      poolProblem = e.getMessage();
      unread.because(file + ": " + e.getMessage());
    }
  }

  private void firstNode() {
    String problem = poolProblem;
    if (!inNodes && problem != null) {
      sightings.add(Anomaly.XML_STRING_POOL, poolAt, file, problem);
      poolRefused = true;
    }
    inNodes = true;
  }

  private void startElement(ByteCursor chunk, int header, long at) throws MalformedApkException {
    chunk.at(header, "element").skip(4, "namespace");
    int nameIndex = chunk.s4("element name");
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
    once.checkIds(attributes, at);
    String name = strings.get(nameIndex);
    if (isUnreadable(nameIndex)) {
      badName(nameIndex, at);
    }
    push(new XmlElement(name == null ? "" : name, attributes));
  }

  private void badName(int index, long at) {
    if (isParsed()) {
      broken(at, file + ": the name of an element is string " + index + UNREADABLE);
    } else {
      once.badString(index, at);
    }
  }

  /** Of a refused pool that is told once and for all. */
  private boolean isUnreadable(int index) {
    return !poolRefused && strings.isFlawed(index);
  }

  /** The package parser looks at the root, its children and the components. */
  private boolean isParsed() {
    XmlElement parent = open.peek();
    return open.size() <= 1
        || (open.size() == 2 && parent != null && parent.name().equals("application"));
  }

  /** {@return a string, null for none, which -1 stands for} */
  private @Nullable String string(int index, long at) {
    String string = strings.get(index);
    if (index != -1 && isUnreadable(index)) {
      once.badString(index, at);
    }
    return string;
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
    String name = string(nameIndex, at);
    return new XmlAttribute(
        string(namespace, at),
        name == null ? "" : name,
        resourceId(nameIndex),
        value,
        value.type() == ResourceValue.STRING
            ? value(value.data(), resourceId(nameIndex), at)
            : null,
        strings.get(raw));
  }

  /** The package parser asks for the attributes that it knows. */
  private @Nullable String value(int index, int id, long at) throws MalformedApkException {
    String text = strings.get(index);
    if (isUnreadable(index)) {
      String known = isParsed() ? ManifestAttribute.nameOf(id) : null;
      if (known != null) {
        broken(at, file + ": the value of " + known + " is string " + index + UNREADABLE);
      } else {
        once.badString(index, at);
      }
    }
    return text;
  }

  private int resourceId(int nameIndex) throws MalformedApkException {
    ByteCursor map = ids;
    if (map == null || nameIndex < 0 || nameIndex >= map.limit() / 4) {
      return 0;
    }
    return map.at(4L * nameIndex, "resource id").s4("resource id");
  }
}
