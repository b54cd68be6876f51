package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore.StoredApk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which stored samples without a result are put back into the stream. Knows no clock, store
 * or broker. Bounded: what does not fit has its turn in a later round. Not thread-safe.
 *
 * <p>Nothing waits in the topics: whatever has no result was lost. Something waits: no more samples
 * can be under way than records wait, so with more samples without result than that some were lost;
 * which ones cannot be seen, and those overdue are put back. A busy pipeline is never flooded.
 */
final class Reconciliation {
  private final Reconciler.Settings settings;

  /** What was put back and when, oldest first; forgotten after the patience. */
  private final LinkedHashMap<String, Instant> putBack = new LinkedHashMap<>();

  Reconciliation(Reconciler.Settings settings) {
    this.settings = settings;
  }

  /** One look at the store. */
  final class Round {
    private final Instant now;
    private final long backlog;
    private final List<StoredApk> settled = new ArrayList<>();
    private final List<StoredApk> overdue = new ArrayList<>();
    private long missing;

    private Round(Instant now, long backlog) {
      this.now = now;
      this.backlog = backlog;
    }

    /** A stored sample has no result. */
    void missing(StoredApk apk) {
      Duration age = Duration.between(apk.firstStored(), now);
      // A clock set back must not hide a sample forever: the future counts as long ago.
      boolean future = age.isNegative();
      if (!future && age.compareTo(settings.settle()) < 0) {
        return;
      }
      missing++;
      if (putBack.containsKey(apk.sha256())) {
        return;
      }
      keep(settled, apk);
      if (future || age.compareTo(settings.patience()) >= 0) {
        keep(overdue, apk);
      }
    }

    /** {@return those to put back now} */
    List<StoredApk> chosen() {
      if (backlog == 0) {
        return List.copyOf(settled);
      }
      return missing > backlog ? List.copyOf(overdue) : List.of();
    }

    /** {@return samples without a result, but for those that came in just now} */
    long missing() {
      return missing;
    }

    private void keep(List<StoredApk> list, StoredApk apk) {
      if (list.size() < settings.maxPerRound()
          && putBack.size() + list.size() < settings.maxRemembered()) {
        list.add(apk);
      }
    }
  }

  /**
   * Begins a look at the store.
   *
   * @param backlog records that wait in the topics or are worked on, read before the store is
   */
  Round begin(Instant now, long backlog) {
    putBack.sequencedEntrySet().removeIf(entry -> forgotten(entry, now));
    return new Round(now, backlog);
  }

  /** A sample was put back. */
  void done(StoredApk apk, Instant now) {
    putBack.putLast(apk.sha256(), now);
  }

  private boolean forgotten(Map.Entry<String, Instant> entry, Instant now) {
    Duration since = Duration.between(entry.getValue(), now);
    return since.isNegative() || since.compareTo(settings.patience()) >= 0;
  }
}
