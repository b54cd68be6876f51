package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final String OBJECT = "Ljava/lang/Object;";

  private final Atoms atoms = new Atoms(new WorkMeter(Budget.DEFAULT));
  private final Heap heap = new Heap(atoms, true);
  private final Changes changes = Objects.requireNonNull(heap.changes());
  private final Value box = object(0);
  private final Value other = object(1);

  @Test
  void objectThatWasRead_isMissedByNoChange() {
    ReadSet reads = noted(() -> heap.read(box, "field", OBJECT));
    long time = changes.now();

    heap.write(other, "field", OBJECT, atoms.number(1), false);
    assertThat(changes.since(time, reads)).isFalse();
    heap.write(box, "another", OBJECT, atoms.number(1), false);
    assertThat(changes.since(time, reads)).isTrue();
  }

  @Test
  void writeOfWhatIsThereAlready_isNoChange() {
    heap.write(box, "field", OBJECT, atoms.number(1), false);
    ReadSet reads = noted(() -> heap.read(box, "field", OBJECT));
    long time = changes.now();

    heap.write(box, "field", OBJECT, atoms.number(1), false);

    assertThat(changes.since(time, reads)).isFalse();
  }

  @Test
  void staticFields_countOneByOne() {
    ReadSet reads = noted(() -> heap.get(atoms.globals(), "La/Main;->held", OBJECT));
    long time = changes.now();

    heap.put(atoms.globals(), "La/Main;->other", atoms.number(1));
    assertThat(changes.since(time, reads)).isFalse();
    heap.put(atoms.globals(), "La/Main;->held", atoms.number(1));
    assertThat(changes.since(time, reads)).isTrue();
  }

  @Test
  void storeRead_seesEveryKeyOfTheStore() {
    ReadSet reads = noted(() -> Stores.read(atoms, heap, "file", List.of("a*")));
    long time = changes.now();

    Stores.write(atoms, heap, "preferences", List.of("a1"), atoms.number(1));
    assertThat(changes.since(time, reads)).isFalse();
    Stores.write(atoms, heap, "file", List.of("a1"), atoms.number(1));
    assertThat(changes.since(time, reads)).isTrue();
  }

  @Test
  void walkOverAllGlobals_seesEachOfThem() {
    ReadSet reads = noted(() -> heap.fieldsOf(atoms.globals()));
    long time = changes.now();

    heap.put(atoms.globals(), "La/Main;->held", atoms.number(1));

    assertThat(changes.since(time, reads)).isTrue();
  }

  @Test
  void addingToAnObject_isNoReadOfIt() {
    ReadSet reads = noted(() -> heap.write(box, "field", OBJECT, atoms.number(1), false));
    long time = changes.now();

    heap.write(box, "field", OBJECT, atoms.number(2), false);

    assertThat(changes.since(time, reads)).isFalse();
  }

  private ReadSet noted(Runnable work) {
    ReadSet reads = new ReadSet();
    heap.noteReads(reads);
    work.run();
    heap.noteReads(null);
    return reads;
  }

  private Value object(int parameter) {
    return atoms.value(new Atom.Parameter(parameter, OBJECT, false));
  }
}
