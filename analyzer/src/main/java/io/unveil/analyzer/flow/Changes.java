package io.unveil.analyzer.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * When each object of the heap of the whole app changed last, and each static field and store, on a
 * clock that only this class knows.
 */
final class Changes {
  private final Map<Integer, Long> objects = new HashMap<>();
  private final Map<String, Long> globals = new HashMap<>();
  private long clock;
  private long lastGlobal;

  /** {@return the time now; what changes from now on has changed since} */
  long now() {
    return clock;
  }

  void object(int object) {
    objects.put(object, ++clock);
  }

  /** A static field or a cell of a store. */
  void global(String field) {
    lastGlobal = ++clock;
    globals.put(field, clock);
    if (Stores.isCell(field)) {
      globals.put(Stores.prefixOf(field), clock);
    }
  }

  /** {@return whether something that was read changed after {@code time}} */
  boolean since(long time, ReadSet reads) {
    if (clock == time) {
      return false;
    }
    if (reads.readAllGlobals() && lastGlobal > time) {
      return true;
    }
    for (int i = reads.readObjects().nextSetBit(0);
        i >= 0;
        i = reads.readObjects().nextSetBit(i + 1)) {
      if (objects.getOrDefault(i, 0L) > time) {
        return true;
      }
    }
    return lastGlobal > time
        && reads.readGlobals().stream().anyMatch(f -> globals.getOrDefault(f, 0L) > time);
  }
}
