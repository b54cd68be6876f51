package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunk headers of a resource table, walked once in file order by the rules of AOSP's
 * LoadedArsc.cpp and ChunkIterator.cpp. Where Android refuses the table, that is recorded and the
 * rest stays usable.
 */
final class TableWalk {
  private static final int POOL = 0x0001;
  private static final int TABLE = 0x0002;
  private static final int PACKAGE = 0x0200;
  private static final int TYPE = 0x0201;
  private static final int TYPE_SPEC = 0x0202;
  private static final int CHUNK_BYTES = 8;
  private static final int TABLE_BYTES = 12;
  private static final int TYPE_SPEC_BYTES = 16;
  private static final int MAX_ENTRIES = 0xFFFF;

  /** Android refuses the table at the first; so many tell that more are not worth the time. */
  private static final int MAX_BROKEN = 1_000;

  private final ByteCursor bytes;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final List<ResourcePackage> packages = new ArrayList<>();
  private final BitSet specified = new BitSet();
  private StringPool strings = StringPool.EMPTY;
  private boolean stringsSeen;
  private boolean tableSeen;
  private long entriesLeft;
  private int broken;
  private boolean stopped;

  private TableWalk(ByteCursor bytes, Limits limits, Sightings sightings, Unread unread) {
    this.bytes = bytes;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
    this.entriesLeft = limits.maxResourceEntries();
  }

  /**
   * {@return the walk over the whole file}
   *
   * @throws MalformedApkException when there is no table in it, which for Android is an app without
   *     resources
   */
  static TableWalk of(ByteCursor file, Limits limits, Sightings sightings, Unread unread)
      throws MalformedApkException {
    TableWalk walk = new TableWalk(file, limits, sightings, unread);
    walk.chunks(0, file.limit(), walk::top);
    if (!walk.tableSeen) {
      int type = file.at(0, "table").u2("table type");
      throw new MalformedApkException(
          0, ResourceTable.NAME + ": chunk type " + type + " where a resource table starts with 2");
    }
    return walk;
  }

  StringPool strings() {
    return strings;
  }

  List<ResourcePackage> packages() {
    return packages;
  }

  /** A chunk's header. */
  private record Chunk(int type, int header, long size, long at) {
    long end() {
      return at + size;
    }
  }

  /** What may stand in one place. */
  @FunctionalInterface
  private interface Reader {
    void read(Chunk chunk) throws MalformedApkException;
  }

  /** Chunks side by side; one whose size cannot be ends them, one that is bad inside does not. */
  private void chunks(long from, long to, Reader reader) {
    long at = from;
    while (at < to && !stopped) {
      Chunk chunk;
      try {
        chunk = chunk(at, to, at == from);
      } catch (MalformedApkException e) {
        broken(at, e.getMessage());
        return;
      }
      if (chunk == null) {
        return;
      }
      try {
        reader.read(chunk);
      } catch (MalformedApkException e) {
        broken(at, e.getMessage());
      }
      at = chunk.end();
    }
  }

  /** Null when Android stops here without an error. */
  private @Nullable Chunk chunk(long at, long to, boolean first) throws MalformedApkException {
    if (to - at < CHUNK_BYTES) {
      return cut(at, first, (to - at) + " bytes where a chunk should be");
    }
    int type = bytes.at(at, "chunk").u2("chunk type");
    int header = bytes.u2("chunk header size");
    long size = bytes.u4("chunk size");
    String detail = "chunk of " + size + " bytes with a header of " + header;
    if (first && at == 0 && type == TABLE && size > to) {
      broken(at, detail + " in a file of " + to);
      return new Chunk(type, (int) Math.min(header, to), to, at);
    }
    if (size > to - at) {
      return cut(at, first, detail);
    }
    if (header < CHUNK_BYTES || size < header || ((at | size | header) & 3) != 0) {
      throw new MalformedApkException(at, detail);
    }
    return new Chunk(type, header, size, at);
  }

  private @Nullable Chunk cut(long at, boolean first, String detail) throws MalformedApkException {
    if (first) {
      throw new MalformedApkException(at, detail);
    }
    sightings.add(Anomaly.RESOURCES_TRUNCATED, at, ResourceTable.NAME, detail);
    return null;
  }

  private void broken(long at, @Nullable String reason) {
    sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, ResourceTable.NAME, String.valueOf(reason));
    broken++;
    if (broken == MAX_BROKEN && !stopped) {
      stopped = true;
      unread.because(
          ResourceTable.NAME + ": " + MAX_BROKEN + " broken chunks; what follows was not read");
    }
  }

  private static void check(boolean holds, long at, String otherwise) throws MalformedApkException {
    if (!holds) {
      throw new MalformedApkException(at, otherwise);
    }
  }

  private void top(Chunk chunk) throws MalformedApkException {
    if (chunk.type() == TABLE) {
      tableSeen = true;
      int before = packages.size();
      chunks(chunk.at() + chunk.header(), chunk.end(), this::ofTable);
      check(chunk.header() >= TABLE_BYTES, chunk.at(), "a table's header is too short");
      long declared = bytes.at(chunk.at() + CHUNK_BYTES, "table").u4("package count");
      int there = packages.size() - before;
      check(there <= declared, chunk.at(), there + " packages, " + declared + " declared");
    }
  }

  private void ofTable(Chunk chunk) throws MalformedApkException {
    if (chunk.type() == POOL && !stringsSeen) {
      stringsSeen = true;
      strings = StringPool.read(bytes.slice(chunk.at(), chunk.size(), "string pool"));
      String refusal = strings.refusal();
      check(refusal == null, chunk.at(), String.valueOf(refusal));
    } else if (chunk.type() == PACKAGE) {
      ResourcePackage owner = ResourcePackage.read(bytes, chunk.at(), chunk.header());
      packages.add(owner);
      specified.clear();
      chunks(chunk.at() + chunk.header(), chunk.end(), child -> ofPackage(owner, child));
    }
  }

  private void ofPackage(ResourcePackage owner, Chunk chunk) throws MalformedApkException {
    switch (chunk.type()) {
      case POOL -> owner.addPool(bytes, chunk.at(), chunk.size());
      case TYPE_SPEC -> typeSpec(owner, chunk);
      case TYPE -> type(owner, chunk);
      default -> {}
    }
  }

  private void typeSpec(ResourcePackage owner, Chunk chunk) throws MalformedApkException {
    long at = chunk.at();
    check(chunk.header() >= TYPE_SPEC_BYTES, at, "a type's specification is too short");
    int id = bytes.at(at + CHUNK_BYTES, "type specification").u1("type id");
    long entries = bytes.at(at + 12, "type specification").u4("entry count");
    check(owner.hasRoomFor(id), at, "a type's specification of id " + id);
    check(
        entries <= MAX_ENTRIES && entries * 4 <= chunk.size() - chunk.header(),
        at,
        entries + " entries in a type's specification of " + chunk.size() + " bytes");
    specified.set(id);
  }

  private void type(ResourcePackage owner, Chunk chunk) throws MalformedApkException {
    long at = chunk.at();
    TypeChunk type = TypeChunk.read(bytes.slice(at, chunk.size(), "type"));
    entriesLeft -= 1 + type.mostEntries();
    if (entriesLeft < 0) {
      stopped = true;
      unread.limit(
          limits.hit("max-resource-entries", ResourceTable.NAME),
          ResourceTable.NAME + ": the entries from offset " + at + " on were not read");
      return;
    }
    owner.addType(type.typeId(), at);
    check(specified.get(type.typeId()), at, "type " + type.typeId() + " without a specification");
  }
}
