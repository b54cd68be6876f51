package io.unveil.unpacker.manifest;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.resources.ResourceValue;
import io.unveil.unpacker.resources.StringPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What binary XML files (layouts, menus) name of an app's code: methods that a click calls, by
 * {@code android:onClick}, and classes. A document is looked through for the attribute's id and for
 * the names first, which costs far less than reading it.
 */
public final class InflatedNames {
  /** {@code android:onClick}. */
  private static final int ON_CLICK = 0x0101026f;

  /** Methods that are kept; an app with more has every method. */
  private static final int MAX_HANDLERS = 10_000;

  private static final int POOL = 0x0001;
  private static final int CHUNK_BYTES = 8;
  private static final int POOL_HEADER_BYTES = 28;
  private static final ValueLayout.OfInt INTEGER =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Set<String> wanted;
  private final List<ResourceTable> tables;
  private final Limits limits;
  private final Set<String> clickHandlers = new HashSet<>();
  private final Set<String> classes = new HashSet<>();
  private boolean whole = true;

  /**
   * @param wanted names of classes to look for, as XML writes them
   * @param tables resolve what documents refer to
   */
  public InflatedNames(Collection<String> wanted, List<ResourceTable> tables, Limits limits) {
    this.wanted = Set.copyOf(wanted);
    this.tables = tables;
    this.limits = limits;
    for (ResourceTable table : tables) {
      whole &= table.styled(ON_CLICK, MAX_HANDLERS, clickHandlers);
    }
  }

  /** {@return names of methods that a click may call} */
  public Set<String> clickHandlers() {
    return clickHandlers;
  }

  /** {@return those of the wanted classes that are named} */
  public Set<String> classes() {
    return classes;
  }

  /** {@return whether everything could be read, so that what is not named here is not named} */
  public boolean isWhole() {
    return whole;
  }

  /** Something could not be read. */
  public void cut() {
    whole = false;
  }

  /**
   * {@return whether a file may be binary XML for some Android: a header, then a string pool; the
   * type at its begin is not looked at by all}
   *
   * @param head its first bytes
   * @param length how many there are
   */
  public static boolean isBinaryXml(byte[] head, int length) {
    int at = length < 4 ? 0 : (head[2] & 0xFF) | (head[3] & 0xFF) << 8;
    return at >= CHUNK_BYTES
        && at <= length - 4
        && head[at] == POOL
        && head[at + 1] == 0
        && head[at + 2] == POOL_HEADER_BYTES
        && head[at + 3] == 0;
  }

  /** Takes what one document names. */
  public void add(MemorySegment document, String file) {
    try {
      addClasses(new ByteCursor(document, file));
    } catch (MalformedApkException _) {
      whole = false;
    }
    if (holds(document, ON_CLICK)) {
      Unread unread = new Unread();
      XmlElement root = XmlReader.read(document, file, limits, new Sightings(0), unread);
      whole &= unread.sentences().isEmpty();
      if (root != null) {
        addHandlers(root);
      }
    }
  }

  private void addClasses(ByteCursor document) throws MalformedApkException {
    long at = document.at(2, "document").u2("document header size");
    while (document.limit() - at >= CHUNK_BYTES) {
      int type = document.at(at, "chunk").u2("chunk type");
      long size = document.skip(2, "chunk header size").u4("chunk size");
      if (type == POOL) {
        classes.addAll(
            StringPool.read(document.slice(at, size, "string pool")).find(wanted).values());
        return;
      }
      at += Math.max(CHUNK_BYTES, size);
    }
  }

  private static boolean holds(MemorySegment document, int value) {
    long last = document.byteSize() - 4;
    for (long at = 0; at <= last; at += 4) {
      if (document.get(INTEGER, at) == value) {
        return true;
      }
    }
    return false;
  }

  private void addHandlers(XmlElement root) {
    Deque<XmlElement> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      XmlElement element = open.pop();
      open.addAll(element.children());
      for (XmlAttribute attribute : element.attributes()) {
        if (attribute.id() == ON_CLICK) {
          addHandler(attribute.value(), attribute.text());
        }
      }
    }
    whole &= clickHandlers.size() <= MAX_HANDLERS;
  }

  private void addHandler(ResourceValue value, @Nullable String text) {
    if (value.isReference()) {
      List<String> found =
          tables.stream().flatMap(t -> t.texts(value.data(), MAX_HANDLERS).stream()).toList();
      clickHandlers.addAll(found);
      whole &= !found.isEmpty();
    } else if (value.type() == ResourceValue.STRING && text != null) {
      clickHandlers.add(text);
    } else {
      whole &= value.type() == ResourceValue.NULL;
    }
  }
}
