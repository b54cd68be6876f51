package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunk headers of a resource table, walked once in file order. */
final class TableWalk {
  private static final int POOL = 0x0001;
  private static final int TABLE = 0x0002;
  private static final int PACKAGE = 0x0200;
  private static final int TYPE = 0x0201;

  /** Android refuses the table at the first; so many tell that more are not worth the time. */
  private static final int MAX_BROKEN = 1_000;

  private final ByteCursor bytes;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final List<ResourcePackage> packages = new ArrayList<>();
  private StringPool strings = StringPool.EMPTY;
  private boolean stringsSeen;
  private @Nullable ResourcePackage inside;
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

  static TableWalk of(ByteCursor table, Limits limits, Sightings sightings, Unread unread)
      throws MalformedApkException {
    int type = table.u2("table type");
    int header = table.u2("table header size");
    if (type != TABLE) {
      throw new MalformedApkException(
          0, ResourceTable.NAME + ": chunk type " + type + " where a resource table starts with 2");
    }
    TableWalk walk = new TableWalk(table, limits, sightings, unread);
    walk.chunks(header, table.limit());
    return walk;
  }

  StringPool strings() {
    return strings;
  }

  List<ResourcePackage> packages() {
    return packages;
  }

  /** Chunks side by side; one whose size cannot be ends them, one that is bad inside does not. */
  private void chunks(long from, long to) {
    long at = from;
    while (to - at >= 8 && !stopped) {
      long size;
      try {
        int type = bytes.at(at, "chunk").u2("chunk type");
        int header = bytes.u2("chunk header size");
        size = bytes.u4("chunk size");
        if (header < 8 || size < header || size > to - at) {
          throw new MalformedApkException(
              at, "chunk of " + size + " bytes with a header of " + header);
        }
        chunk(type, at, header, size);
      } catch (MalformedApkException e) {
        broken(at, e);
        return;
      }
      at += size;
    }
  }

  private void broken(long at, MalformedApkException failure) {
    sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, ResourceTable.NAME, failure.getMessage());
    broken++;
    if (broken == MAX_BROKEN && !stopped) {
      stopped = true;
      unread.because(
          ResourceTable.NAME + ": " + MAX_BROKEN + " broken chunks; what follows was not read");
    }
  }

  private void chunk(int type, long at, int header, long size) {
    ResourcePackage owner = inside;
    try {
      if (owner != null) {
        child(owner, type, at, size);
      } else if (type == POOL && !stringsSeen) {
        stringsSeen = true;
        strings = StringPool.read(bytes.slice(at, size, "string pool"));
        String refusal = strings.refusal();
        if (refusal != null) {
          sightings.add(Anomaly.RESOURCES_BROKEN_CHUNK, at, ResourceTable.NAME, refusal);
        }
      } else if (type == PACKAGE) {
        inside = ResourcePackage.read(bytes, at, header);
        packages.add(inside);
        chunks(at + header, at + size);
      }
    } catch (MalformedApkException e) {
      broken(at, e);
    } finally {
      inside = owner;
    }
  }

  private void child(ResourcePackage owner, int type, long at, long size)
      throws MalformedApkException {
    if (type == POOL) {
      owner.addPool(bytes, at, size);
    } else if (type == TYPE) {
      TypeChunk chunk = TypeChunk.read(bytes.slice(at, size, "type"));
      entriesLeft -= 1 + chunk.mostEntries();
      if (entriesLeft < 0) {
        stopped = true;
        unread.limit(
            limits.hit("max-resource-entries", ResourceTable.NAME),
            ResourceTable.NAME + ": the entries from offset " + at + " on were not read");
      } else {
        owner.addType(chunk.typeId(), at);
      }
    }
  }
}
