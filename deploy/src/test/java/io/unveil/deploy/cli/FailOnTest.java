package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailOnTest {
  @Test
  void thresholds_areTheVerdictsInOrder_thenNever() {
    List<String> verdicts = Arrays.stream(Verdict.values()).map(Verdict::name).toList();

    assertThat(FailOn.values())
        .extracting(FailOn::name)
        .containsExactlyElementsOf(Stream.concat(verdicts.stream(), Stream.of("NEVER")).toList());
  }

  @Test
  void never_isReachedByNoVerdict() {
    assertThat(Verdict.values()).noneMatch(verdict -> FailOn.NEVER.reachedBy(verdict.name()));
  }
}
