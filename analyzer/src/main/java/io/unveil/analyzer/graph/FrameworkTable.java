package io.unveil.analyzer.graph;

import io.unveil.unpacker.dex.MethodId;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Android's own classes: what is above each and which public and protected methods it declares,
 * constructors included. Names and hierarchy only. {@code framework.txt} beside the data says where
 * it comes from and which classes are left out.
 *
 * <p>The data is one inflated buffer that is searched in place: loading costs one inflate, whatever
 * is asked later costs binary searches. All numbers are big-endian. Layout:
 *
 * <pre>
 * file        magic u4 "UNFW", inflated length u4, zlib stream of:
 * counts      types T u4, names N u4, prototypes P u4, classes C u4
 * starts      (T+1) u4 into the type characters, (N+1) u4 into the name characters, (P+1) u4 into prototype words,
 *             (C+1) u4 into interfaces, (C+1) u4 into methods
 * classes     C type ids u2 ascending; C type ids u2 of the superclasses, 0xFFFF for none
 * interfaces  type ids u2
 * prototypes  type ids u2: result, then parameters; prototypes ascend word by word
 * methods     name ids u2 of all methods, then prototype ids u2 of all methods; ascending within a class
 * characters  of the type descriptors, then of the method names, each sorted, ASCII
 * </pre>
 *
 * Safe for use by several threads.
 */
public final class FrameworkTable {
  static final int MAGIC = 0x554e4657;
  static final int NONE = 0xFFFF;

  private static final int COUNTS = 16;
  private static final int CACHE = 1 << 9;

  private static final class Holder {
    static final FrameworkTable LOADED = load();
  }

  private record Prototype(String descriptor, int id) {}

  private final Map<String, List<String>> above = new ConcurrentHashMap<>();
  private final ByteBuffer table;
  private final SortedNames types;
  private final SortedNames names;
  private final int prototypeCount;
  private final int classCount;
  private final int methodCount;
  private final int prototypeStarts;
  private final int interfaceStarts;
  private final int methodStarts;
  private final int classTypes;
  private final int superTypes;
  private final int interfaceTypes;
  private final int prototypeTypes;
  private final int methodNames;
  private final int methodPrototypes;
  private final @Nullable Prototype[] recent = new @Nullable Prototype[CACHE];

  private FrameworkTable(ByteBuffer table) {
    this.table = table;
    int typeCount = table.getInt(0);
    int nameCount = table.getInt(4);
    prototypeCount = table.getInt(8);
    classCount = table.getInt(12);
    int typeStarts = COUNTS;
    int nameStarts = typeStarts + 4 * (typeCount + 1);
    prototypeStarts = nameStarts + 4 * (nameCount + 1);
    interfaceStarts = prototypeStarts + 4 * (prototypeCount + 1);
    methodStarts = interfaceStarts + 4 * (classCount + 1);
    classTypes = methodStarts + 4 * (classCount + 1);
    superTypes = classTypes + 2 * classCount;
    interfaceTypes = superTypes + 2 * classCount;
    prototypeTypes = interfaceTypes + 2 * table.getInt(interfaceStarts + 4 * classCount);
    methodNames = prototypeTypes + 2 * table.getInt(prototypeStarts + 4 * prototypeCount);
    methodCount = table.getInt(methodStarts + 4 * classCount);
    methodPrototypes = methodNames + 2 * methodCount;
    int typeBlob = methodPrototypes + 2 * methodCount;
    types = new SortedNames(table, typeCount, typeStarts, typeBlob);
    names =
        new SortedNames(
            table, nameCount, nameStarts, typeBlob + table.getInt(typeStarts + 4 * typeCount));
  }

  /** {@return the one table, loaded on first use} */
  public static FrameworkTable get() {
    return Holder.LOADED;
  }

  /** {@return a table of its own; everyone but the tests uses {@link #get} } */
  static FrameworkTable load() {
    try (InputStream in = FrameworkTable.class.getResourceAsStream("framework.bin")) {
      if (in == null) {
        throw new IllegalStateException("framework.bin is missing from the analyzer's jar");
      }
      DataInputStream header = new DataInputStream(in);
      if (header.readInt() != MAGIC) {
        throw new IllegalStateException("framework.bin does not start with its magic number");
      }
      byte[] inflated = new byte[header.readInt()];
      new DataInputStream(new InflaterInputStream(in, new Inflater(), 1 << 16)).readFully(inflated);
      return new FrameworkTable(ByteBuffer.wrap(inflated));
    } catch (IOException e) {
      throw new UncheckedIOException("framework.bin cannot be read", e);
    }
  }

  /** {@return how many classes the table knows} */
  public int classCount() {
    return classCount;
  }

  /** {@return how many declared methods the table knows} */
  public int methodCount() {
    return methodCount;
  }

  /** {@return whether {@code descriptor} is a class of the platform} */
  public boolean isFramework(String descriptor) {
    return classOf(descriptor) >= 0;
  }

  /**
   * {@return the descriptor of the superclass; null for {@code Object} and for what is no class of
   * the platform}
   */
  public @Nullable String superclass(String descriptor) {
    int index = classOf(descriptor);
    if (index < 0) {
      return null;
    }
    int type = u2(superTypes, index);
    return type == NONE ? null : types.get(type);
  }

  /**
   * {@return all types above a class of the platform in the order in which methods are looked up:
   * superclasses from near to far, then interfaces, those of nearer classes first; null for what is
   * no class of the platform} Kept for all apps once it was asked for.
   */
  @Nullable List<String> supertypes(String descriptor) {
    List<String> known = above.get(descriptor);
    if (known != null || !isFramework(descriptor)) {
      return known;
    }
    Set<String> seen = new LinkedHashSet<>();
    seen.add(descriptor);
    for (String up = superclass(descriptor); up != null && seen.add(up); ) {
      up = superclass(up);
    }
    seen.add("Ljava/lang/Object;");
    List<String> toAsk = new ArrayList<>(seen);
    for (int i = 0; i < toAsk.size(); i++) {
      for (String up : interfaces(toAsk.get(i))) {
        if (seen.add(up)) {
          toAsk.add(up);
        }
      }
    }
    seen.remove(descriptor);
    List<String> found = List.copyOf(seen);
    above.put(descriptor, found);
    return found;
  }

  /**
   * {@return descriptors of the directly implemented interfaces; none for what is no class of the
   * platform}
   */
  public List<String> interfaces(String descriptor) {
    int index = classOf(descriptor);
    if (index < 0) {
      return List.of();
    }
    int begin = u4(interfaceStarts, index);
    int end = u4(interfaceStarts, index + 1);
    if (begin == end) {
      return List.of();
    }
    List<String> found = new ArrayList<>(end - begin);
    for (int i = begin; i < end; i++) {
      found.add(types.get(u2(interfaceTypes, i)));
    }
    return found;
  }

  /**
   * {@return whether the class itself declares a public or protected method of this name and
   * descriptor}
   */
  public boolean declares(String descriptor, String name, String methodDescriptor) {
    int index = classOf(descriptor);
    if (index < 0) {
      return false;
    }
    int nameId = names.indexOf(name);
    if (nameId < 0) {
      return false;
    }
    int prototype = prototypeOf(methodDescriptor);
    return prototype >= 0 && hasMethod(index, nameId, prototype);
  }

  /**
   * {@return all public and protected methods that the class itself declares, in the order of their
   * names}
   */
  public List<MethodId> methods(String descriptor) {
    int index = classOf(descriptor);
    if (index < 0) {
      return List.of();
    }
    List<MethodId> found = new ArrayList<>();
    for (int i = u4(methodStarts, index); i < u4(methodStarts, index + 1); i++) {
      found.add(
          new MethodId(
              descriptor, names.get(u2(methodNames, i)), prototype(u2(methodPrototypes, i))));
    }
    return found;
  }

  private String prototype(int id) {
    int begin = u4(prototypeStarts, id);
    StringBuilder text = new StringBuilder("(");
    for (int i = begin + 1; i < u4(prototypeStarts, id + 1); i++) {
      text.append(types.get(u2(prototypeTypes, i)));
    }
    return text.append(')').append(types.get(u2(prototypeTypes, begin))).toString();
  }

  private boolean hasMethod(int index, int name, int prototype) {
    int at =
        BinarySearch.find(
            u4(methodStarts, index),
            u4(methodStarts, index + 1) - 1,
            i -> {
              int order = u2(methodNames, i) - name;
              return order != 0 ? order : u2(methodPrototypes, i) - prototype;
            });
    return at >= 0;
  }

  private int classOf(String descriptor) {
    int type = types.indexOf(descriptor);
    return type < 0 ? -1 : BinarySearch.find(0, classCount - 1, i -> u2(classTypes, i) - type);
  }

  private int prototypeOf(String descriptor) {
    int slot = (descriptor.hashCode() ^ descriptor.hashCode() >>> 9) & (CACHE - 1);
    Prototype last = recent[slot];
    if (last != null && last.descriptor().equals(descriptor)) {
      return last.id();
    }
    int[] words = words(descriptor);
    int id = words.length == 0 ? -1 : searchPrototype(words);
    recent[slot] = new Prototype(descriptor, id);
    return id;
  }

  /**
   * {@return type ids of result and parameters; nothing when a type is unknown here or the
   * descriptor is malformed}
   */
  private int[] words(String descriptor) {
    int close = descriptor.indexOf(')');
    if (close < 1 || descriptor.charAt(0) != '(') {
      return new int[0];
    }
    int[] words = new int[close + 1];
    int count = 0;
    words[count++] = types.indexOf(descriptor.substring(close + 1));
    for (int at = 1; at < close && words[count - 1] >= 0; ) {
      int end = endOfType(descriptor, at, close);
      words[count++] = end < 0 ? -1 : types.indexOf(descriptor.substring(at, end));
      at = end;
    }
    return words[count - 1] < 0 ? new int[0] : Arrays.copyOf(words, count);
  }

  private static int endOfType(String descriptor, int start, int close) {
    int at = start;
    while (at < close && descriptor.charAt(at) == '[') {
      at++;
    }
    int end = at < close && descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
    return end <= at || end > close ? -1 : end;
  }

  private int searchPrototype(int[] words) {
    return BinarySearch.find(0, prototypeCount - 1, i -> comparePrototype(i, words));
  }

  private int comparePrototype(int id, int[] words) {
    int begin = u4(prototypeStarts, id);
    int length = u4(prototypeStarts, id + 1) - begin;
    for (int i = 0; i < Math.min(length, words.length); i++) {
      int order = u2(prototypeTypes, begin + i) - words[i];
      if (order != 0) {
        return order;
      }
    }
    return length - words.length;
  }

  private int u2(int section, int index) {
    return table.getChar(section + 2 * index);
  }

  private int u4(int section, int index) {
    return table.getInt(section + 4 * index);
  }
}
