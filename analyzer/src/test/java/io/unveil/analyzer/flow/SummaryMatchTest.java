package io.unveil.analyzer.flow;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SummaryMatchTest {
  private static DexMethod method;

  private final Atoms atoms = new Atoms(new WorkMeter(Budget.DEFAULT));
  private final Value data = Value.of(atoms.id(new Atom.Parameter(0, "Ljava/lang/Object;", false)));

  @BeforeAll
  static void readMethod() throws Exception {
    byte[] app =
        apk("com.example.match")
            .source("package com.example.match; public class Main { public void run() {} }")
            .build();
    try (ApkBytes bytes = ApkBytes.of(app)) {
      DexCode code =
          DexCode.open(
              bytes, ApkUnpacker.unpack(bytes, Limits.DEFAULT).dexEntries(), Limits.DEFAULT);
      method = code.method(0);
    }
  }

  @Test
  void objectsAtOtherPlaces_arePairedInTheOrderOfTheCode() {
    int first = made(4, "La/Box;");
    int second = made(9, "La/Box;");
    int liftedFirst = made(-12, "La/Box;");
    int liftedSecond = made(-30, "La/Box;");

    assertThat(same(holding(first, second), holding(liftedFirst, liftedSecond))).isTrue();
  }

  @Test
  void dataInTheOtherObject_isAnotherSummary() {
    int first = made(4, "La/Box;");
    int second = made(9, "La/Box;");
    int liftedFirst = made(-12, "La/Box;");
    int liftedSecond = made(-30, "La/Box;");

    assertThat(same(holding(first, second), holding(liftedSecond, liftedFirst))).isFalse();
  }

  @Test
  void objectsOfOtherClassesOrNumbers_areAnotherSummary() {
    int box = made(4, "La/Box;");
    int bag = made(-12, "La/Bag;");
    int other = made(-30, "La/Box;");
    int more = made(-31, "La/Box;");

    assertThat(same(returning(Value.of(box)), returning(Value.of(bag)))).isFalse();
    assertThat(
            same(returning(Value.of(box)), returning(atoms.join(Value.of(other), Value.of(more)))))
        .isFalse();
    assertThat(same(returning(Value.of(box)), returning(Value.of(other)))).isTrue();
  }

  @Test
  void whatDiffersInOnePart_isAnotherSummary() {
    Summary plain = returning(data);

    assertThat(same(plain, plain)).isTrue();
    assertThat(same(plain, returning(atoms.number(1)))).isFalse();
    assertThat(same(plain, summary(data, 1L, List.of(), Map.of(), Set.of()))).isFalse();
    assertThat(same(plain, summary(data, null, List.of(watched(3)), Map.of(), Set.of()))).isFalse();
    assertThat(same(plain, summary(data, null, List.of(), Map.of(), Set.of(made(7, "La/Box;")))))
        .isFalse();
  }

  @Test
  void callsInAnotherOrder_areTheSame() {
    Summary one = summary(data, null, List.of(watched(3), watched(8)), Map.of(), Set.of());
    Summary other = summary(data, null, List.of(watched(8), watched(3)), Map.of(), Set.of());

    assertThat(same(one, other)).isTrue();
  }

  private boolean same(Summary dalvik, Summary jvm) {
    return SummaryMatch.same(atoms, method, dalvik, jvm);
  }

  private int made(int pc, String type) {
    return atoms.id(new Atom.Allocation(new CodePoint(method, pc), type, List.of()));
  }

  private Hit watched(int pc) {
    return new Hit.Watched(
        "call", "La/B;->c()V", new CodePoint(method, pc), List.of(), List.of(data));
  }

  /** Returns both; the first holds data, the second the first. */
  private Summary holding(int first, int second) {
    return summary(
        atoms.join(Value.of(first), Value.of(second)),
        null,
        List.of(),
        Map.of(first, Map.of("field", data), second, Map.of("next", Value.of(first))),
        Set.of());
  }

  private Summary returning(Value value) {
    return summary(value, null, List.of(), Map.of(), Set.of());
  }

  private static Summary summary(
      Value returned,
      @Nullable Long exact,
      List<Hit> hits,
      Map<Integer, Map<String, Value>> writes,
      Set<Integer> created) {
    return new Summary(returned, exact, Value.NOTHING, writes, hits, created, Set.of());
  }
}
