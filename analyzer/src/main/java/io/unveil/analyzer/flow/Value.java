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
    return join(other).is(this);
  }

  /** {@return the union; {@code this} when {@code other} adds nothing} */
  Value join(Value other) {
    if (is(other) || other.atoms.length == 0) {
      return this;
    }
    if (atoms.length == 0) {
      return other;
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
    if (n == atoms.length) {
      return this;
    }
    return n == other.atoms.length ? other : new Value(Arrays.copyOf(merged, n));
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
