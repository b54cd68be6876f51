package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.model.ModelLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueTest {
  private final Atoms atoms = new Atoms(new WorkMeter(Budget.DEFAULT));

  @Test
  void join_isTheUnionWithoutRepeats() {
    Value joined = of(1, 3).join(of(2, 3));

    assertThat(joined).isEqualTo(of(1, 2, 3));
    assertThat(joined.contains(2)).isTrue();
    assertThat(joined.contains(4)).isFalse();
  }

  @Test
  void joinThatAddsNothing_isTheSameInstance() {
    Value all = of(1, 2, 3);

    assertThat(all.join(of(2)).is(all)).isTrue();
    assertThat(all.join(Value.NOTHING).is(all)).isTrue();
    assertThat(Value.NOTHING.join(all).is(all)).isTrue();
  }

  @Test
  void without_dropsWhatTheTestAccepts() {
    assertThat(of(1, 2, 3).without(id -> id == 2)).isEqualTo(of(1, 3));
    assertThat(of(1).without(_ -> true).isNothing()).isTrue();
    Value kept = of(1, 2);
    assertThat(kept.without(_ -> false).is(kept)).isTrue();
  }

  @Test
  void joinOfLargeValues_isWork() {
    WorkMeter meter = new WorkMeter(Budget.DEFAULT);
    Atoms charged = new Atoms(meter);
    Value some = Value.of(IntStream.range(0, 300).toArray());
    Value more = Value.of(IntStream.range(300, 400).toArray());

    assertThat(charged.join(some, more).size()).isEqualTo(400);
    assertThat(meter.units()).isPositive();
  }

  @Test
  void joinOfMany_isTheUnionWithoutRepeats() {
    Value[] parts = {of(5, 7), Value.NOTHING, of(1, 5), of(7), of(2)};

    assertThat(atoms.join(parts)).isEqualTo(of(1, 2, 5, 7));
    assertThat(atoms.join(new Value[] {Value.NOTHING, Value.NOTHING, Value.NOTHING}))
        .isEqualTo(Value.NOTHING);
  }

  @Test
  void valueBeyondItsBound_losesConstantsAndCountsThem() {
    Value full = Value.NOTHING;
    for (int i = 0; i < Value.MAX_ATOMS; i++) {
      full = atoms.join(full, atoms.number(i));
    }

    Value cut = atoms.join(full, atoms.number(1_000));

    assertThat(cut).isEqualTo(full);
    assertThat(atoms.droppedConstants()).isEqualTo(1);
    assertThat(atoms.dropped()).isZero();
  }

  @Test
  void pathsThatRepeatAField_areFolded() {
    int parameter = atoms.id(new Atom.Parameter(0, "La/Node;", false));
    int next = atoms.inputField(parameter, "next", "La/Node;");

    assertThat(atoms.inputField(next, "next", "La/Node;")).isEqualTo(next);
  }

  @Test
  void pathsBeyondTheBound_stayAtTheLastInput() {
    int at = atoms.id(new Atom.Parameter(0, "La/B;", false));
    for (int i = 0; i < Atoms.MAX_PATH; i++) {
      at = atoms.inputField(at, "f" + i, "La/B;");
    }

    assertThat(atoms.inputField(at, "deeper", "La/B;")).isEqualTo(at);
  }

  @Test
  void textBeyondTheBound_keepsItsBeginningAndIsCounted() {
    String uri = "content://sms/inbox?" + "x".repeat(Atoms.MAX_TEXT);

    String kept = atoms.texts(atoms.text(uri)).getFirst();

    assertThat(kept).hasSize(Atoms.MAX_TEXT).startsWith("content://sms/inbox?").endsWith("x*");
    assertThat(atoms.droppedConstants()).isEqualTo(1);
    assertThat(ModelLoader.bundled().provider(kept)).isNotNull();
  }

  private static Value of(int... ids) {
    Value value = Value.NOTHING;
    for (int id : ids) {
      value = value.join(Value.of(id));
    }
    return value;
  }
}
