package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IconTextTest {
  @Test
  void hiddenByCode_saysFromWhichVersionOn() {
    Map<Integer, Visibility> installed = levels(Visibility.VISIBLE, Visibility.VISIBLE);
    Map<Integer, Visibility> afterCode = levels(Visibility.HIDDEN, Visibility.SYNTHETIC);

    assertThat(IconText.of(new LauncherReport(installed, afterCode, List.of(), List.of())))
        .isEqualTo("visible on install; hidden after code on Android ≤ 9, synthetic on 10+");
  }

  @Test
  void unchanged_saysSo() {
    Map<Integer, Visibility> installed = levels(Visibility.VISIBLE, Visibility.VISIBLE);

    assertThat(IconText.of(new LauncherReport(installed, installed, List.of(), List.of())))
        .isEqualTo("visible on install; code does not change it");
  }

  @Test
  void nothingKnown_isUnknown() {
    assertThat(IconText.of(new LauncherReport(Map.of(), Map.of(), List.of(), List.of())))
        .isEqualTo("unknown");
  }

  private static Map<Integer, Visibility> levels(Visibility upTo28, Visibility from29) {
    Map<Integer, Visibility> levels = new TreeMap<>();
    for (int level = 21; level <= 36; level++) {
      levels.put(level, level <= 28 ? upTo28 : from29);
    }
    return levels;
  }
}
