package io.unveil.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.unpacker.Limits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitSettingTest {
  @Test
  void settings_areTheBoundsOfLimits_inTheirOrder() {
    assertThat(LimitSetting.values())
        .extracting(LimitSetting::limit)
        .containsExactlyElementsOf(Limits.DEFAULT.byName().sequencedKeySet());
  }

  @Test
  void defaultTexts_areTheDefaults() throws Exception {
    List<String> options =
        Arrays.stream(LimitSetting.values())
            .map(limit -> limit.limit() + "=" + limit.defaultText())
            .toList();

    assertThat(LimitSetting.limits(options)).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void values_areWrittenWithTheLargestUnitThatFits() {
    assertThat(LimitSetting.MAX_DEX_BYTES.text(0)).isEqualTo("0 B");
    assertThat(LimitSetting.MAX_DEX_BYTES.text(1_025)).isEqualTo("1025 B");
    assertThat(LimitSetting.MAX_DEX_BYTES.text(3 << 10)).isEqualTo("3 KiB");
    assertThat(LimitSetting.MAX_DEX_BYTES.text(1L << 40)).isEqualTo("1024 GiB");
    assertThat(LimitSetting.MAX_DEX_FILES.text(2_048)).isEqualTo("2048");
  }
}
