package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.unveil.fixtures.DexVectors;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.lift.MethodLifter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DexVectorsTest {
  static List<DexVectors.Vector> vectors() {
    return DexVectors.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void vector_isReadAsFarAsItGoesAndToldApart(DexVectors.Vector vector) {
    DexCode code = DexReading.open(vector.dex());

    assertThat(code.classCount()).isEqualTo(vector.classes());
    assertThat(code.sightings().stream().map(Sighting::kind))
        .containsExactlyInAnyOrderElementsOf(vector.anomalies());
    assertThat(code.sightings()).allMatch(s -> s.where().equals("classes.dex"));
    switch (vector.badReason()) {
      case "" -> assertThat(code.index().badReasons()).isEmpty();
      case "*" -> assertThat(code.index().badMethods()).isEqualTo(1);
      default -> {
        assertThat(code.index().badReasons()).hasSize(1);
        assertThat(code.index().badReasons().keySet())
            .allMatch(reason -> reason.startsWith(vector.badReason()));
      }
    }
    if (vector.failure().isEmpty()) {
      assertThat(code.failures()).isEmpty();
    } else {
      assertThat(code.failures()).singleElement().asString().contains(vector.failure());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyReaderOfAVector_failsInItsDeclaredWayOnly(DexVectors.Vector vector) {
    assertThatCode(() -> DexReading.all(vector.dex())).doesNotThrowAnyException();
    DexCode code = DexReading.open(vector.dex());
    MethodLifter lifter = new MethodLifter();
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      assertThatCode(() -> lifter.lift(method)).doesNotThrowAnyException();
    }
    assertThatCode(code::withoutBrokenFiles).doesNotThrowAnyException();
  }

  @Test
  void vectors_areManyAndNamedApart() {
    assertThat(vectors()).hasSizeGreaterThanOrEqualTo(50);
    assertThat(vectors().stream().map(DexVectors.Vector::name)).doesNotHaveDuplicates();
  }
}
