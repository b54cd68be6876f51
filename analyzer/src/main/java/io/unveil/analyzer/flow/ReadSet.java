package io.unveil.analyzer.flow;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * What one piece of work read of the heap of the whole app. While none of it changes, doing the
 * work again changes nothing. Objects count as a whole, static fields and stores one by one.
 */
final class ReadSet {
  private final BitSet objects = new BitSet();
  private final Set<String> globals = new HashSet<>();
  private boolean allGlobals;

  void object(int object) {
    objects.set(object);
  }

  /** A static field, or a store up to and with the bracket of its key. */
  void global(String field) {
    globals.add(field);
  }

  /** All static fields and stores. */
  void globals() {
    allGlobals = true;
  }

  BitSet readObjects() {
    return objects;
  }

  Set<String> readGlobals() {
    return globals;
  }

  boolean readAllGlobals() {
    return allGlobals;
  }
}
