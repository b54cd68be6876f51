package io.unveil.analyzer.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one method's instructions only when its fixpoint is reached: which accesses of
 * arrays and containers have one constant key whenever they run, and of which reflective calls it
 * is known what they mean. At the first turn of a loop every index is a constant, and an object
 * that one of two ways leaves may be missing. What an instruction did before would depend on the
 * order in which an interpreter visits blocks; so the method is then read again, with what was
 * found out known from the start.
 */
final class ExactKeys {
  /** Readings of one method; what is not stable then is kept. */
  static final int MAX_READINGS = 4;

  private final Map<Object, Object> only = new HashMap<>();
  private final Set<Object> any = new HashSet<>();
  private final Set<Object> ofInputs = new HashSet<>();
  private final Set<Object> waiting = new HashSet<>();
  private final Set<Object> known = new HashSet<>();
  private final Set<Object> guessed = new HashSet<>();
  private int reading = 1;
  private boolean wrong;

  /**
   * {@return whether the access at {@code place} is under {@code key}, as far as is known now}
   *
   * @param place what is the same for each run of the access, and of no other
   * @param key the key now, null when it is not a constant
   * @param ofInput whether what is accessed may come from outside the method: what was made in the
   *     method is found under any key as well, and no caller sees under which it was put
   */
  boolean isExact(Object place, @Nullable Object key, boolean ofInput) {
    if (any.contains(place)) {
      return false;
    }
    if (key != null && key.equals(only.computeIfAbsent(place, _ -> key))) {
      if (ofInput) {
        ofInputs.add(place);
      }
      return true;
    }
    any.add(place);
    wrong |= ofInputs.contains(place);
    return false;
  }

  /**
   * {@return whether the call at {@code place} does nothing yet, since what it means will be known}
   *
   * @param isKnown whether it is known now
   */
  boolean isKnownLater(Object place, boolean isKnown) {
    if (isKnown) {
      known.add(place);
      wrong |= guessed.contains(place);
      return false;
    }
    if (waiting.contains(place)) {
      return true;
    }
    guessed.add(place);
    wrong |= known.contains(place);
    return false;
  }

  /**
   * {@return whether the method is to be read again: something was taken for what it is not} All
   * that was found out is known from then on. In the last reading nothing waits.
   */
  boolean again() {
    wrong |= !known.containsAll(waiting);
    if (!wrong || reading == MAX_READINGS) {
      return false;
    }
    reading++;
    waiting.clear();
    if (reading < MAX_READINGS) {
      waiting.addAll(known);
    }
    only.clear();
    ofInputs.clear();
    known.clear();
    guessed.clear();
    wrong = false;
    return true;
  }
}
