package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.unpacker.dex.DexMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosureTest {
  private final Atoms atoms = new Atoms(new WorkMeter(Budget.DEFAULT));
  private final Heap heap = new Heap(atoms, false);
  private final DexMethod method = BoundsTest.anyMethod();

  @Test
  void dataInAContainerInAContainer_isReached() {
    Value outer = container(1);
    Value inner = container(2);
    hold(outer, inner);
    hold(inner, data());

    assertThat(Closure.of(atoms, heap, outer, false)).isEqualTo(data());
    assertThat(atoms.dropped()).isZero();
  }

  @Test
  void objectsBeyondTheBound_areNotLookedAtAndCounted() {
    Value first = container(0);
    Value last = first;
    for (int i = 1; i <= Closure.MAX_OBJECTS; i++) {
      Value next = container(i);
      hold(last, next);
      last = next;
    }
    hold(last, data());

    assertThat(Closure.of(atoms, heap, first, false).isNothing()).isTrue();
    assertThat(atoms.dropped()).isEqualTo(1);
  }

  private void hold(Value container, Value content) {
    heap.write(container, Heap.CONTENT, "Ljava/lang/Object;", content, false);
  }

  private Value container(int number) {
    return atoms.value(
        new Atom.Allocation(new CodePoint(method, number), "Ljava/util/ArrayList;", List.of()));
  }

  private Value data() {
    CodePoint site = new CodePoint(method, 0);
    return atoms.value(new Atom.Source("sms-store", site, "read", null, null, List.of()));
  }
}
