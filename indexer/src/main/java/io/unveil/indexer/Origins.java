package io.unveil.indexer;

import io.unveil.indexer.IndexedSample.KnownOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a sample came from: each kind and name once, the earliest {@value #MOST} of them.
 *
 * @param kept first seen first
 * @param dropped sightings of origins that were not kept
 */
record Origins(List<KnownOrigin> kept, long dropped) {
  /** A sample of a popular app comes under thousands of names; the first ones tell most. */
  static final int MOST = 64;

  static final Origins NONE = new Origins(List.of(), 0);

  private static final Comparator<KnownOrigin> ORDER =
      Comparator.comparing(KnownOrigin::firstSeen)
          .thenComparing(KnownOrigin::kind)
          .thenComparing(KnownOrigin::name);

  Origins {
    kept = List.copyOf(kept);
  }

  /** {@return these and one more sighting; a sighting that is known changes nothing} */
  Origins and(String kind, String name, Instant seenAt) {
    List<KnownOrigin> merged = new ArrayList<>(kept.size() + 1);
    KnownOrigin sighting = new KnownOrigin(kind, TermBound.cut(name), seenAt, seenAt);
    for (KnownOrigin known : kept) {
      if (known.kind().equals(kind) && known.name().equals(sighting.name())) {
        sighting = widen(known, seenAt);
      } else {
        merged.add(known);
      }
    }
    merged.add(sighting);
    merged.sort(ORDER);
    return merged.size() <= MOST
        ? new Origins(merged, dropped)
        : new Origins(merged.subList(0, MOST), dropped + 1);
  }

  private static KnownOrigin widen(KnownOrigin known, Instant seenAt) {
    return new KnownOrigin(
        known.kind(),
        known.name(),
        earlier(known.firstSeen(), seenAt),
        later(known.lastSeen(), seenAt));
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
