package io.unveil.analyzer.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a method does, in terms of its parameters and the static fields on entry.
 *
 * @param returned the result
 * @param exact the number that it surely returns, or null
 * @param thrown exceptions that leave it, as far as they were made by code of the app
 * @param writes what it leaves in fields of inputs and of objects that outlive it: object to field
 *     to value
 * @param hits calls that the models ask about
 * @param created objects with callbacks that outlive it
 * @param wanted parameters whose constants decide what it does: a caller that knows them asks for
 *     the summary of the narrower {@link Body}
 */
record Summary(
    Value returned,
    @Nullable Long exact,
    Value thrown,
    Map<Integer, Map<String, Value>> writes,
    List<Hit> hits,
    Set<Integer> created,
    Set<Integer> wanted) {
  /** Calls that one summary keeps; more are dropped and counted. */
  static final int MAX_HITS = 256;

  /** Does nothing and never returns: the start of a recursive fixpoint. */
  static final Summary BOTTOM =
      new Summary(Value.NOTHING, null, Value.NOTHING, Map.of(), List.of(), Set.of(), Set.of());

  /**
   * Copies the collections and keeps their order: {@code Map.copyOf} has another one in every JVM,
   * and the order in which a caller applies a summary numbers atoms and entry points.
   */
  Summary {
    writes = Collections.unmodifiableMap(new LinkedHashMap<>(writes));
    hits = List.copyOf(hits);
    created = Collections.unmodifiableSet(new LinkedHashSet<>(created));
    wanted = Collections.unmodifiableSet(new LinkedHashSet<>(wanted));
  }

  /** {@return whether the summary says nothing at all} */
  boolean isEmpty() {
    return returned.isNothing()
        && thrown.isNothing()
        && writes.isEmpty()
        && hits.isEmpty()
        && created.isEmpty();
  }
}
