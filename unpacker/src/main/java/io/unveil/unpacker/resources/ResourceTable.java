package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks single resources up in {@code resources.arsc} (layout: AOSP's ResourceTypes.h). Opening
 * walks the chunk headers only; entries are read when asked for. A broken chunk is recorded and the
 * others stay usable, as in Android.
 */
public final class ResourceTable {
  /** Longest chain of references that is followed. */
  public static final int MAX_REFERENCES = 8;

  private static final String NAME = "resources.arsc";
  private static final int TABLE = 0x0002;
  private static final int POOL = 0x0001;
  private static final int PACKAGE = 0x0200;
  private static final int TYPE = 0x0201;

  /** Density of resources that fit any; adaptive icons, which are XML. */
  private static final int ANY_DENSITY = 0xFFFE;

  /**
   * Steps of all lookups together; a hostile table has millions of chunks or sparse entries to look
   * through.
   */
  private static final long MAX_STEPS = 20_000_000;

  private final ByteCursor bytes;
  private final Sightings sightings;

  /** Type chunks by the upper half of a resource id: package and type. */
  private final Map<Integer, List<TypeChunk>> types = new HashMap<>();

  private StringPool strings = StringPool.EMPTY;
  private long stepsLeft = MAX_STEPS;

  private ResourceTable(ByteCursor bytes, Sightings sightings) {
    this.bytes = bytes;
    this.sightings = sightings;
  }

  /**
   * @param table the bytes of the file
   * @throws MalformedApkException when the table's own header is cut
   */
  public static ResourceTable open(MemorySegment table, Sightings sightings)
      throws MalformedApkException {
    ByteCursor cursor = new ByteCursor(table, NAME);
    int type = cursor.u2("table type");
    int header = cursor.u2("table header size");
    if (type != TABLE) {
      throw new MalformedApkException(
          0, NAME + ": chunk type " + type + " where a resource table starts with 2");
    }
    ResourceTable opened = new ResourceTable(cursor, sightings);
    opened.walk(header, cursor.limit());
    return opened;
  }

  private void walk(long from, long to) {
    long at = from;
    while (to - at >= 8) {
      long size;
      try {
        bytes.at(at, "chunk");
        int type = bytes.u2("chunk type");
        int header = bytes.u2("chunk header size");
        size = bytes.u4("chunk size");
        if (header < 8 || size < header || size > to - at) {
          throw new MalformedApkException(
              at, "chunk of " + size + " bytes with a header of " + header);
        }
        readChunk(type, at, header, size);
      } catch (MalformedApkException e) {
        sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, NAME, e.getMessage());
        return;
      }
      at += size;
    }
  }

  private void readChunk(int type, long at, int header, long size) {
    try {
      if (type == POOL && strings == StringPool.EMPTY) {
        strings = StringPool.read(bytes.slice(at, size, "string pool"));
      } else if (type == PACKAGE) {
        int id = bytes.at(at + 8, "package").s4("package id");
        walkPackage(id, at + header, at + size);
      }
    } catch (MalformedApkException e) {
      sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, NAME, e.getMessage());
    }
  }

  private void walkPackage(int packageId, long from, long to) {
    long at = from;
    while (to - at >= 8) {
      try {
        bytes.at(at, "chunk");
        int type = bytes.u2("chunk type");
        int header = bytes.u2("chunk header size");
        long size = bytes.u4("chunk size");
        if (header < 8 || size < header || size > to - at) {
          throw new MalformedApkException(
              at, "chunk of " + size + " bytes with a header of " + header);
        }
        if (type == TYPE) {
          TypeChunk chunk = TypeChunk.read(bytes.slice(at, size, "type"), at, header);
          types.computeIfAbsent(packageId << 8 | chunk.typeId(), _ -> new ArrayList<>()).add(chunk);
        }
        at += size;
      } catch (MalformedApkException e) {
        sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, NAME, e.getMessage());
        return;
      }
    }
  }

  /**
   * {@return the values of a resource in all configurations, plain ones only; empty when it is not
   * in the table}
   */
  private List<Configured> values(int id) {
    List<Configured> found = new ArrayList<>();
    for (TypeChunk chunk : types.getOrDefault(id >>> 16, List.of())) {
      stepsLeft -= chunk.steps();
      if (stepsLeft < 0) {
        return found;
      }
      try {
        ResourceValue value = chunk.value(id & 0xFFFF);
        if (value != null) {
          found.add(new Configured(chunk.configuration(), value));
        }
      } catch (MalformedApkException e) {
        sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, chunk.offset(), NAME, e.getMessage());
      }
    }
    return found;
  }

  /**
   * {@return the value in the default configuration, or the nearest to it, references followed;
   * null when unknown}
   */
  public @Nullable ResourceValue value(int id) {
    return follow(id, Comparator.comparingInt(c -> c.configuration().distance()));
  }

  private @Nullable ResourceValue follow(int id, Comparator<Configured> nearest) {
    int next = id;
    for (int depth = 0; depth < MAX_REFERENCES; depth++) {
      ResourceValue value = values(next).stream().min(nearest).map(Configured::value).orElse(null);
      if (value == null || !value.isReference()) {
        return value;
      }
      next = value.data();
    }
    return null;
  }

  /** {@return the string of a resource in the default configuration, or null when it is none} */
  public @Nullable String string(int id) {
    return text(value(id));
  }

  /**
   * {@return the file of a drawable, the one with the most pixels before XML ones, or null when it
   * is none}
   */
  public @Nullable String file(int id) {
    return text(follow(id, Comparator.comparingInt(c -> -pixels(c.configuration()))));
  }

  private static int pixels(Configuration configuration) {
    return configuration.density() >= ANY_DENSITY ? 0 : configuration.density();
  }

  private @Nullable String text(@Nullable ResourceValue value) {
    return value != null && value.type() == ResourceValue.STRING ? strings.get(value.data()) : null;
  }

  /**
   * {@return a boolean resource by API level: its value from each level on, 0 always among them;
   * empty when it is none}
   */
  public SortedMap<Integer, Boolean> booleans(int id) {
    SortedMap<Integer, Boolean> byApi = new TreeMap<>();
    Map<Integer, Integer> distances = new HashMap<>();
    for (Configured candidate : values(id)) {
      ResourceValue value =
          candidate.value().isReference() ? value(candidate.value().data()) : candidate.value();
      Configuration configuration = candidate.configuration();
      if (value == null || !value.isInteger()) {
        continue;
      }
      int distance = configuration.distance() - (configuration.sdk() > 0 ? 1 : 0);
      if (distance < distances.getOrDefault(configuration.sdk(), Integer.MAX_VALUE)) {
        distances.put(configuration.sdk(), distance);
        byApi.put(configuration.sdk(), value.data() != 0);
      }
    }
    if (!byApi.isEmpty()) {
      byApi.putIfAbsent(0, byApi.get(byApi.firstKey()));
    }
    return byApi;
  }

  /** {@return whether lookups were given up because the table makes them too long} */
  public boolean exhausted() {
    return stepsLeft < 0;
  }

  private record Configured(Configuration configuration, ResourceValue value) {}
}
