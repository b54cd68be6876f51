package io.unveil.analyzer.flow;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a register, stack slot, field or parameter may hold: a set of atoms. Immutable. The empty
 * set is "nothing that we follow".
 *
 * <p>{@link #join} returns {@code this} when nothing is added: the sets only grow and are bounded,
 * which ends every fixpoint.
 */
final class Value {
  /** Atoms a value may have; beyond it the ones that matter least are dropped and counted. */
  static final int MAX_ATOMS = 512;

  static final Value NOTHING = new Value(new int[0]);

  private final int[] atoms;

  private Value(int[] atoms) {
    this.atoms = atoms;
  }

  static Value of(int atom) {
    return new Value(new int[] {atom});
  }

  /** {@return the value of these atoms; the array is sorted and kept} */
  static Value of(int[] atoms) {
    Arrays.sort(atoms);
    return atoms.length == 0 ? NOTHING : new Value(atoms);
  }

  boolean isNothing() {
    return atoms.length == 0;
  }

  int size() {
    return atoms.length;
  }

  int atom(int i) {
    return atoms[i];
  }

  boolean contains(int atom) {
    return Arrays.binarySearch(atoms, atom) >= 0;
  }

  /** {@return whether all atoms of {@code other} are here} */
  boolean includes(Value other) {
    return is(other) || hasAll(other);
  }

  /** {@return the union; {@code this} when {@code other} adds nothing} */
  Value join(Value other) {
    if (is(other) || other.atoms.length == 0) {
      return this;
    }
    if (atoms.length == 0) {
      return other;
    }
    if (hasAll(other)) {
      return this;
    }
    int[] merged = new int[atoms.length + other.atoms.length];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < atoms.length && j < other.atoms.length) {
      int a = atoms[i];
      int b = other.atoms[j];
      merged[n++] = Math.min(a, b);
      i += a <= b ? 1 : 0;
      j += b <= a ? 1 : 0;
    }
    while (i < atoms.length) {
      merged[n++] = atoms[i++];
    }
    while (j < other.atoms.length) {
      merged[n++] = other.atoms[j++];
    }
    return n == other.atoms.length ? other : new Value(Arrays.copyOf(merged, n));
  }

  /**
   * {@return the union of {@code parts}, which have {@code sum} atoms together} Sorted once: one
   * after the other is quadratic.
   */
  static Value union(Value[] parts, int sum) {
    int[] all = new int[sum];
    int n = 0;
    for (Value part : parts) {
      System.arraycopy(part.atoms, 0, all, n, part.atoms.length);
      n += part.atoms.length;
    }
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    return distinct == 0 ? NOTHING : new Value(Arrays.copyOf(all, distinct));
  }

  /** Tells before anything is allocated: most joins of large values add nothing. */
  private boolean hasAll(Value other) {
    if (other.atoms.length > atoms.length) {
      return false;
    }
    int i = 0;
    for (int wanted : other.atoms) {
      while (i < atoms.length && atoms[i] < wanted) {
        i++;
      }
      if (i == atoms.length || atoms[i] != wanted) {
        return false;
      }
    }
    return true;
  }

  /** {@return the atoms that are not in {@code other}} */
  int[] notIn(Value other) {
    int[] missing = new int[atoms.length];
    int n = 0;
    int i = 0;
    for (int atom : atoms) {
      while (i < other.atoms.length && other.atoms[i] < atom) {
        i++;
      }
      if (i == other.atoms.length || other.atoms[i] != atom) {
        missing[n++] = atom;
      }
    }
    return Arrays.copyOf(missing, n);
  }

  /** {@return the value without the atoms that {@code dropped} accepts} */
  Value without(java.util.function.IntPredicate dropped) {
    int[] kept = Arrays.stream(atoms).filter(dropped.negate()).toArray();
    return kept.length == atoms.length ? this : kept.length == 0 ? NOTHING : new Value(kept);
  }

  /**
   * {@return whether this is the same instance, which {@link #join} gives back when nothing was
   * added}
   */
  @SuppressWarnings("ReferenceEquality")
  boolean is(Value other) {
    return this == other;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value v && Arrays.equals(v.atoms, atoms);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(atoms);
  }
}
