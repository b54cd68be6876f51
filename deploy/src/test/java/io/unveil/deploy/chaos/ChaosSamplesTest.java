package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Event.Kind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChaosSamplesTest {
  @Test
  void everyNumber_isAFileOfItsOwn_oneInTwentyHarms_andOneInTwentyIsPoison() {
    ChaosSamples samples = new ChaosSamples(1, 20, false);
    Set<String> distinct = new HashSet<>();
    int harmful = 0;
    int poison = 0;
    for (int number = 0; number < 200; number++) {
      ChaosSamples.File file = samples.file(number);
      distinct.add(file.sha256());
      harmful += file.kind() == Kind.HARMFUL ? 1 : 0;
      poison += file.kind() == Kind.POISON ? 1 : 0;
    }

    assertThat(distinct).hasSize(200);
    assertThat(harmful).isEqualTo(10);
    assertThat(poison).isEqualTo(10);
    assertThat(new ChaosSamples(1, 0, false).file(10).kind()).isEqualTo(Kind.HEALTHY);
    assertThat(new ChaosSamples(1, 200, false).file(100).kind()).isEqualTo(Kind.POISON);
    assertThat(samples.file(7).bytes()).isEqualTo(new ChaosSamples(1, 20, false).file(7).bytes());
  }
}
