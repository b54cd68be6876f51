package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Fault.Act;
import io.unveil.deploy.chaos.Fault.Part;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void sameSeed_sameFaults_otherSeed_others() {
    assertThat(Schedule.of(1, HOUR)).isEqualTo(Schedule.of(1, HOUR));
    assertThat(Schedule.of(1, HOUR)).isNotEqualTo(Schedule.of(2, HOUR));
  }

  @Test
  void longerSchedule_beginsWithTheShorter() {
    List<Fault> shorter = Schedule.of(7, Duration.ofMinutes(3));

    assertThat(Schedule.of(7, HOUR)).startsWith(shorter.toArray(Fault[]::new));
  }

  @Test
  void faults_areInOrderAndWithinTheTime() {
    assertThat(Schedule.of(3, HOUR))
        .isSortedAccordingTo(Comparator.comparing(Fault::at))
        .allSatisfy(fault -> assertThat(fault.at()).isBetween(Duration.ZERO, HOUR));
  }

  @Test
  void outages_comeOneAfterAnother_andEndBeforeTheirTime() {
    Duration end = Duration.ZERO;
    for (Fault fault : Schedule.outages()) {
      assertThat(fault.at()).isGreaterThan(end);
      end = fault.at().plus(fault.lasting());
    }
    assertThat(end).isLessThan(Schedule.OUTAGES);
  }

  @Test
  void threeMinutesOfAnySeed_haveEveryKindOfKillAndAFullDisk() {
    for (long seed = 0; seed < 100; seed++) {
      List<Fault> faults = Schedule.of(seed, Duration.ofMinutes(3));
      for (Part part : Part.values()) {
        assertThat(faults).as("seed " + seed).anyMatch(f -> is(f, Act.KILL, part));
      }
      assertThat(faults).as("seed " + seed).anyMatch(f -> f.act() == Act.FILL_DISK);
    }
  }

  @Test
  void anHour_hasTheKillsOfALongRun() {
    for (long seed = 0; seed < 100; seed++) {
      List<Fault> faults = Schedule.of(seed, HOUR);
      assertThat(faults.stream().filter(f -> is(f, Act.KILL, Part.WORKER))).hasSizeGreaterThan(200);
      assertThat(faults.stream().filter(f -> is(f, Act.KILL, Part.INDEXER))).hasSizeGreaterThan(20);
      assertThat(faults.stream().filter(f -> is(f, Act.KILL, Part.BROKER))).hasSizeGreaterThan(10);
    }
  }

  @Test
  void slowed_hasTheSameFaultsFurtherApart() {
    List<Fault> faults = Schedule.of(1, HOUR);

    List<Fault> slowed = Schedule.slowed(faults, 2);

    assertThat(slowed).hasSameSizeAs(faults);
    assertThat(slowed.getFirst().at()).isEqualTo(faults.getFirst().at().multipliedBy(2));
    assertThat(slowed.getLast().lasting()).isEqualTo(faults.getLast().lasting());
    assertThat(Schedule.slowed(faults, 1)).isEqualTo(faults);
  }

  private static boolean is(Fault fault, Act act, Part part) {
    return fault.act() == act && fault.part() == part;
  }
}
