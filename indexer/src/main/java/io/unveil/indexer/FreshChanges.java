package io.unveil.indexer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that no searcher sees yet, so that what was put is read at once. Written under the
 * index's lock, read by any thread: look here first, then ask a searcher that is acquired
 * afterwards.
 */
final class FreshChanges {
  private static final long MOST_CHARACTERS = 32L << 20;
  private static final int MOST_SAMPLES = 4_096;

  private final Map<String, Change> bySha256 = new ConcurrentHashMap<>();
  private long characters;

  @Nullable Change find(String sha256) {
    return bySha256.get(sha256);
  }

  void add(Change change) {
    bySha256.put(change.sha256(), change);
    Change.After after = change.after();
    characters += after == null ? 0 : after.written().characters();
  }

  /** {@return whether it is time to make them visible, for the memory they take} */
  boolean full() {
    return characters > MOST_CHARACTERS || bySha256.size() > MOST_SAMPLES;
  }

  /** A searcher sees them now. */
  void clear() {
    bySha256.clear();
    characters = 0;
  }
}
