package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks single resources up in {@code resources.arsc} (AOSP's LoadedArsc.cpp and
 * AssetManager2.cpp). Opening walks the chunk headers only; entries are read when asked for.
 * Android refuses a table with a broken chunk as a whole; here it is recorded and the others stay
 * usable. Chunks of values behind feature flags, of libraries and of overlays are passed over.
 */
public final class ResourceTable {
  private static final int NO_LANGUAGE = 0;

  /** Longest chain of references that is followed ({@code AssetManager2::ResolveReference}). */
  public static final int MAX_REFERENCES = 20;

  static final String NAME = "resources.arsc";

  /**
   * Most steps of all lookups together; a hostile table has millions of chunks to look through for
   * each. The largest of real tables (32 MB) needs 27,000.
   */
  private static final long MAX_STEPS = 4_000_000;

  /** Steps that every table is given, beside one for each {@link #BYTES_PER_STEP} of it. */
  private static final long MIN_STEPS = 20_000;

  /**
   * A step may allocate some hundred bytes, so a small table must not have millions. Real ones need
   * one for 80 bytes at most.
   */
  private static final long BYTES_PER_STEP = 8;

  /**
   * Chunk headers that are kept, as an app asks for many resources of few types; real tables have
   * some thousand chunks, hostile ones millions.
   */
  private static final int MAX_KEPT_CHUNKS = 4_096;

  private static final ValueLayout.OfInt INTEGER =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment segment;
  private final Map<Long, TypeChunk> kept = new HashMap<>();
  private final ByteCursor bytes;
  private final Sightings sightings;
  private final StringPool strings;
  private final List<ResourcePackage> packages;
  private final long maxSteps;
  private long stepsLeft;

  private ResourceTable(
      MemorySegment segment,
      Sightings sightings,
      StringPool strings,
      List<ResourcePackage> packages) {
    this.segment = segment;
    this.bytes = new ByteCursor(segment, NAME);
    this.sightings = sightings;
    this.strings = strings;
    this.packages = packages;
    this.maxSteps = Math.min(MAX_STEPS, MIN_STEPS + bytes.limit() / BYTES_PER_STEP);
    this.stepsLeft = maxSteps;
  }

  /**
   * @param table the bytes of the file
   * @param unread receives what was not read because of a limit
   * @throws MalformedApkException when the table's own header is cut
   */
  public static ResourceTable open(
      MemorySegment table, Limits limits, Sightings sightings, Unread unread)
      throws MalformedApkException {
    TableWalk walk = TableWalk.of(new ByteCursor(table, NAME), limits, sightings, unread);
    return new ResourceTable(table, sightings, walk.strings(), walk.packages());
  }

  /** {@return the values of a resource in all configurations, in file order, plain ones only} */
  private List<Configured> values(int id) {
    List<Configured> found = new ArrayList<>();
    for (ResourcePackage owner : packages) {
      for (long at : owner.chunks(id >>> 16)) {
        if (--stepsLeft < 0) {
          return found;
        }
        addValue(at, id & 0xFFFF, found);
      }
    }
    return found;
  }

  private void addValue(long at, int index, List<Configured> found) {
    try {
      if (!TypeChunk.mayHold(bytes, at, index)) {
        return;
      }
      TypeChunk chunk = chunk(at);
      long offset = chunk.entryOffset(index);
      ResourceValue value = offset == TypeChunk.NONE ? null : chunk.value(offset);
      if (value != null) {
        found.add(new Configured(chunk.configuration(), value));
      }
    } catch (MalformedApkException e) {
      brokenEntry(at, e);
    }
  }

  private void brokenEntry(long at, MalformedApkException failure) {
    sightings.add(Anomaly.RESOURCES_BROKEN_ENTRY, at, NAME, failure.getMessage());
  }

  private TypeChunk chunk(long at) throws MalformedApkException {
    TypeChunk known = kept.get(at);
    if (known == null) {
      long size = bytes.at(at + 4, "type").u4("type size");
      known = TypeChunk.read(bytes.slice(at, size, "type"));
      if (kept.size() < MAX_KEPT_CHUNKS) {
        kept.put(at, known);
      }
    }
    return known;
  }

  /**
   * {@return the value that the newest Android takes, references followed; where it would find
   * none, the one nearest to the default configuration; null when unknown}
   */
  public @Nullable ResourceValue value(int id) {
    return follow(id, ResourceTable::preferred);
  }

  private static @Nullable Configured preferred(List<Configured> values) {
    Configured best = best(values, Refusal.NEWEST_API, NO_LANGUAGE);
    return best != null
        ? best
        : values.stream()
            .min(Comparator.comparingInt(c -> c.configuration().distance()))
            .orElse(null);
  }

  /** {@return what Android {@code api} takes; the first of equals, as there} */
  private static @Nullable Configured best(List<Configured> values, int api, int language) {
    Configured best = null;
    for (Configured value : values) {
      if (value.configuration().matches(api, language)
          && (best == null || value.configuration().isBetterThan(best.configuration()))) {
        best = value;
      }
    }
    return best;
  }

  private @Nullable ResourceValue follow(int id, Choice choice) {
    int next = id;
    for (int depth = 0; depth < MAX_REFERENCES; depth++) {
      Configured chosen = choice.of(values(next));
      if (chosen == null || !chosen.value().isReference()) {
        return chosen == null ? null : chosen.value();
      }
      next = chosen.value().data();
    }
    return null;
  }

  /** {@return the string of a resource as in {@link #value}, or null when it is none} */
  public @Nullable String string(int id) {
    return text(value(id));
  }

  /**
   * {@return the string of a resource by configuration, as qualifiers of folder names, references
   * followed; the default ({@code ""}) is kept first}
   *
   * @param most how many are kept
   */
  public SortedMap<String, String> stringsByConfiguration(int id, int most) {
    List<Configured> values = values(id);
    values.sort(Comparator.comparingInt(c -> c.configuration().distance()));
    SortedMap<String, String> texts = new TreeMap<>();
    for (Configured candidate : values) {
      ResourceValue value = candidate.value();
      String text = value.isReference() ? string(value.data()) : text(value);
      if (text != null && texts.size() < most) {
        texts.putIfAbsent(Qualifiers.of(candidate.configuration()), text);
      }
    }
    return texts;
  }

  /**
   * {@return the strings that a resource may be on some device, references followed, each once,
   * those nearest to the default configuration first}
   *
   * @param most how many are kept
   */
  public List<String> texts(int id, int most) {
    List<Configured> values = values(id);
    values.sort(Comparator.comparingInt(c -> c.configuration().distance()));
    Set<String> texts = new LinkedHashSet<>();
    for (Configured candidate : values) {
      String text = textOf(candidate.value());
      if (text != null && texts.size() < most) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /**
   * {@return the elements of an array in each configuration, the default first, references
   * followed; {@code *} stands for an element that is no string}
   *
   * @param most how many configurations are kept
   */
  public List<List<String>> arrays(int id, int most) {
    SortedMap<Integer, List<String>> byDistance = new TreeMap<>();
    for (ResourcePackage owner : packages) {
      for (long at : owner.chunks(id >>> 16)) {
        if (--stepsLeft >= 0) {
          addArray(at, id & 0xFFFF, byDistance);
        }
      }
    }
    return byDistance.values().stream().distinct().limit(most).toList();
  }

  private void addArray(long at, int index, SortedMap<Integer, List<String>> byDistance) {
    try {
      if (!TypeChunk.mayHold(bytes, at, index)) {
        return;
      }
      TypeChunk chunk = chunk(at);
      long offset = chunk.entryOffset(index);
      List<ResourceValue> values = offset == TypeChunk.NONE ? List.of() : chunk.bag(offset);
      stepsLeft -= values.size();
      if (!values.isEmpty() && stepsLeft >= 0) {
        byDistance.putIfAbsent(
            chunk.configuration().distance(),
            values.stream().map(v -> Objects.requireNonNullElse(textOf(v), "*")).toList());
      }
    } catch (MalformedApkException e) {
      brokenEntry(at, e);
    }
  }

  private @Nullable String textOf(ResourceValue value) {
    return value.isReference() ? string(value.data()) : text(value);
  }

  /**
   * Finds what styles and themes say of an attribute. Looks at every place of the table that could
   * be such a value, so nothing that Android would find is passed over.
   *
   * @param attribute resource id of the attribute
   * @param most how many texts are kept
   * @param texts receives the strings that it is set to
   * @return false when there are more, or a value that is neither a string nor the name of one
   */
  public boolean styled(int attribute, int most, Set<String> texts) {
    boolean whole = true;
    long last = segment.byteSize() - 12;
    for (long at = 0; at <= last; at += 4) {
      if (segment.get(INTEGER, at) != attribute || segment.get(SHORT, at + 4) != 8) {
        continue;
      }
      int type = segment.get(ValueLayout.JAVA_BYTE, at + 7);
      ResourceValue value = new ResourceValue(type, segment.get(INTEGER, at + 8));
      List<String> found =
          value.isReference()
              ? texts(value.data(), most)
              : Optional.ofNullable(text(value)).stream().toList();
      whole &= !found.isEmpty() || value.type() == ResourceValue.NULL;
      whole &= texts.size() + found.size() <= most;
      if (!whole) {
        return false;
      }
      texts.addAll(found);
    }
    return true;
  }

  /**
   * {@return the file of a drawable, the one with the most pixels before XML ones, or null when it
   * is none}
   */
  public @Nullable String file(int id) {
    return text(follow(id, ResourceTable::mostPixels));
  }

  private static @Nullable Configured mostPixels(List<Configured> values) {
    return values.stream()
        .min(Comparator.comparingInt(c -> -pixels(c.configuration())))
        .orElse(null);
  }

  private static int pixels(Configuration configuration) {
    return configuration.density() >= Configuration.ANY_DENSITY ? 0 : configuration.density();
  }

  private @Nullable String text(@Nullable ResourceValue value) {
    return value != null && value.type() == ResourceValue.STRING ? strings.get(value.data()) : null;
  }

  /**
   * {@return a boolean resource by API level: its value from each level on; without the key 0 when
   * the oldest Android finds none; empty when it is none} Of a device without a language.
   */
  public SortedMap<Integer, Boolean> booleans(int id) {
    return booleans(id, variants(id).levels, NO_LANGUAGE);
  }

  /**
   * {@return as {@link #booleans(int)}, true where it is true in any language} The package manager
   * of a phone reads with the phone's language. A resource that differs by language is told.
   */
  public SortedMap<Integer, Boolean> booleansOfAnyLanguage(int id) {
    Variants variants = variants(id);
    SortedMap<Integer, Boolean> all = booleans(id, variants.levels, NO_LANGUAGE);
    SortedMap<Integer, Boolean> any = new TreeMap<>(all);
    boolean differs = false;
    for (int language : variants.languages) {
      SortedMap<Integer, Boolean> there = booleans(id, variants.levels, language);
      differs |= !there.equals(all);
      there.forEach((level, value) -> any.merge(level, value, Boolean::logicalOr));
    }
    if (differs) {
      sightings.add(Anomaly.RESOURCES_BOOLEAN_BY_LANGUAGE, -1, NAME, String.valueOf(name(id)));
    }
    return any;
  }

  private SortedMap<Integer, Boolean> booleans(int id, Set<Integer> levels, int language) {
    SortedMap<Integer, Boolean> byApi = new TreeMap<>();
    for (int level : levels) {
      ResourceValue value = follow(id, values -> best(values, level, language));
      String text = text(value);
      if (value != null && value.isInteger()) {
        byApi.put(level, value.data() != 0);
      } else if (text != null && !text.isEmpty()) {
        byApi.put(level, isTrue(text));
      }
    }
    return byApi;
  }

  /** {@return what Android takes a text for that is not empty ({@code XmlUtils})} */
  public static boolean isTrue(String text) {
    return text.equals("1") || text.equals("true") || text.equals("TRUE");
  }

  /** API levels and languages for which a resource, or one that it refers to, has a value. */
  private record Variants(SortedSet<Integer> levels, SortedSet<Integer> languages) {}

  /** Each resource is looked at once. */
  private Variants variants(int id) {
    Variants variants = new Variants(new TreeSet<>(List.of(0)), new TreeSet<>());
    Set<Integer> seen = new HashSet<>(Set.of(id));
    List<Integer> next = List.of(id);
    for (int depth = 0; depth < MAX_REFERENCES && stepsLeft >= 0; depth++) {
      List<Integer> referred = new ArrayList<>();
      for (int resource : next) {
        for (Configured candidate : values(resource)) {
          variants.levels.add(candidate.configuration().sdk());
          variants.languages.add(candidate.configuration().locale());
          ResourceValue value = candidate.value();
          if (value.isReference() && seen.add(value.data())) {
            referred.add(value.data());
          }
        }
      }
      next = referred;
    }
    variants.languages.remove(NO_LANGUAGE);
    return variants;
  }

  /**
   * {@return {@code type/entry}, the name of a resource as XML files write it behind the {@code @};
   * null when the table has none for it}
   */
  public @Nullable String name(int id) {
    for (ResourcePackage owner : packages) {
      String type = owner.typeName(id >>> 16);
      for (long at : type == null ? new long[0] : owner.chunks(id >>> 16)) {
        if (--stepsLeft < 0) {
          return null;
        }
        try {
          int key = TypeChunk.mayHold(bytes, at, id & 0xFFFF) ? chunk(at).keyOf(id & 0xFFFF) : -1;
          String entry = key < 0 ? null : owner.keyName(key);
          if (entry != null) {
            return type + "/" + entry;
          }
        } catch (MalformedApkException e) {
          brokenEntry(at, e);
        }
      }
    }
    return null;
  }

  /**
   * {@return strings by the name of their resource, as {@code Resources#getIdentifier} finds them;
   * those that are there}
   */
  public Map<String, String> stringsNamed(Collection<String> names) {
    Map<String, String> found = new HashMap<>();
    for (ResourcePackage owner : packages) {
      try {
        Map<Integer, String> keys = owner.keys(names);
        for (int type : keys.isEmpty() ? new int[0] : owner.typesNamed("string")) {
          findNamed(owner.prefix(type), owner.chunks(owner.prefix(type)), keys, found);
        }
      } catch (MalformedApkException e) {
        brokenEntry(e.offset(), e);
      }
    }
    return found;
  }

  private void findNamed(
      int prefix, long[] chunks, Map<Integer, String> keys, Map<String, String> found) {
    Map<String, Integer> indexes = new HashMap<>();
    for (long at : chunks) {
      if (stepsLeft < 0 || indexes.keySet().containsAll(keys.values())) {
        break;
      }
      try {
        TypeChunk chunk = chunk(at);
        stepsLeft -= 1 + chunk.entryCount();
        chunk.find(keys, indexes);
      } catch (MalformedApkException e) {
        brokenEntry(at, e);
      }
    }
    indexes.forEach((name, index) -> {
      String text = string(prefix << 16 | index);
      if (text != null) {
        found.putIfAbsent(name, text);
      }
    });
  }

  /** {@return whether lookups were given up because the table makes them too long} */
  public boolean exhausted() {
    return stepsLeft < 0;
  }

  /** {@return the steps that all lookups together took so far} */
  public long steps() {
    return maxSteps - stepsLeft;
  }

  private interface Choice {
    @Nullable Configured of(List<Configured> values);
  }

  private record Configured(Configuration configuration, ResourceValue value) {}
}
