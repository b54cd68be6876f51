package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeapTest {
  private static final String OBJECT = "Ljava/lang/Object;";

  private final Atoms atoms = new Atoms(new WorkMeter(Budget.DEFAULT));
  private final Heap heap = new Heap(atoms, false);
  private final Value first = atoms.value(new Atom.Parameter(0, "La/B;", false));
  private final Value second = atoms.value(new Atom.Parameter(1, "La/B;", false));
  private final Value one = atoms.text("one");
  private final Value two = atoms.text("two");

  @Test
  void unwrittenFieldOfAnInput_isItsValueOnEntry() {
    Value read = heap.read(first, "f", OBJECT);

    assertThat(atoms.get(read.atom(0))).isInstanceOf(Atom.InputField.class);
    assertThat(new Heap(atoms, true).read(first, "f", OBJECT).isNothing()).isTrue();
  }

  @Test
  void strongWriteToOneObject_replaces() {
    heap.write(first, "f", OBJECT, one, true);
    heap.write(first, "f", OBJECT, two, true);

    assertThat(heap.read(first, "f", OBJECT)).isEqualTo(two);
  }

  @Test
  void weakWrite_keepsTheValueOnEntry() {
    Value entry = heap.read(first, "f", OBJECT);
    heap.write(first, "f", OBJECT, one, false);

    assertThat(heap.read(first, "f", OBJECT)).isEqualTo(atoms.join(entry, one));
  }

  @Test
  void writeToOneOfTwoObjects_isWeak() {
    heap.write(first, "f", OBJECT, one, true);
    heap.write(second, "f", OBJECT, one, true);
    heap.write(atoms.join(first, second), "f", OBJECT, two, true);

    assertThat(heap.read(first, "f", OBJECT)).isEqualTo(atoms.join(one, two));
    assertThat(heap.read(second, "f", OBJECT)).isEqualTo(atoms.join(one, two));
  }

  @Test
  void mergeWithAPathThatDidNotWrite_addsTheValueOnEntry() {
    Heap other = heap.snapshot();
    Value entry = heap.read(first, "f", OBJECT);
    other.write(first, "f", OBJECT, one, true);

    assertThat(heap.merge(other)).isTrue();
    assertThat(heap.read(first, "f", OBJECT)).isEqualTo(atoms.join(entry, one));
    assertThat(heap.merge(other)).isFalse();
  }

  @Test
  void snapshotAndOriginal_doNotSeeEachOthersWrites() {
    heap.write(first, "f", OBJECT, one, true);
    Heap snapshot = heap.snapshot();
    heap.write(first, "f", OBJECT, two, true);
    snapshot.write(second, "f", OBJECT, two, true);

    assertThat(snapshot.read(first, "f", OBJECT)).isEqualTo(one);
    assertThat(heap.read(first, "f", OBJECT)).isEqualTo(two);
    assertThat(heap.read(second, "f", OBJECT)).isNotEqualTo(two);
  }

  @Test
  void writesBeyondTheBound_areCounted() {
    for (int i = 0; i <= Heap.MAX_ENTRIES; i++) {
      heap.write(first, "f" + i, OBJECT, one, true);
    }

    assertThat(heap.size()).isEqualTo(Heap.MAX_ENTRIES);
    assertThat(atoms.dropped()).isEqualTo(1);
  }

  @Test
  void storeReadByKey_seesItsKeyAndWritesUnderUnknownKeys() {
    Heap app = new Heap(atoms, true);
    Stores.write(atoms, app, "prefs", List.of("a"), one);
    Stores.write(atoms, app, "prefs", List.of(), two);
    Stores.write(atoms, app, "files", List.of("a"), atoms.text("other"));

    assertThat(Stores.read(atoms, app, "prefs", List.of("a"))).isEqualTo(atoms.join(one, two));
    assertThat(Stores.read(atoms, app, "prefs", List.of("b"))).isEqualTo(two);
  }

  @Test
  void storeReadWithUnknownKey_seesTheWholeStoreAndNoOther() {
    Heap app = new Heap(atoms, true);
    Stores.write(atoms, app, "prefs", List.of("a"), one);
    Stores.write(atoms, app, "prefs", List.of("b"), two);
    Stores.write(atoms, app, "files", List.of("a"), atoms.text("other"));

    assertThat(Stores.read(atoms, app, "prefs", List.of())).isEqualTo(atoms.join(one, two));
  }
}
