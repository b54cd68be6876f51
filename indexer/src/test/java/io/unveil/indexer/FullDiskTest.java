package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.unveil.analyzer.facts.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real disk of 24 MB. */
final class FullDiskTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final int BATCH = 100;

  @TempDir Path temp;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk().toString());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk().toString())).isTrue();
    }
  }

  @Test
  void diskFull_saysSoLosesNothingAndGoesOnWhenThereIsRoom() throws Exception {
    if (!mounted) {
      System.out.println("SKIPPED FullDiskTest: a tmpfs cannot be mounted here");
      return;
    }
    Path ballast = disk().resolve("ballast");
    Files.write(ballast, new byte[20 << 20]);
    Path folder = disk().resolve("index");
    IndexSettings settings =
        new IndexSettings(Duration.ofMillis(50), Duration.ofMillis(200), 500, 1);
    try (ReportIndex index = ReportIndex.open(folder, settings)) {
      IndexUnavailableException full = fill(index);
      assertThat(full).hasMessageNotContaining("\n").hasMessageContaining("make room");
      int durable = offset(index);
      assertThat(index.status().problem()).isNotNull();
      assertThatExceptionOfType(IndexUnavailableException.class)
          .isThrownBy(() -> index.put(batch(0), Map.of("p", "0")));
      index.get(sha(0));

      Files.delete(ballast);
      index.reopen();
      assertThat(index.openingNotice()).isEmpty();
      assertThat(offset(index)).isEqualTo(durable);
      assertThat(index.status().documents()).isEqualTo((long) durable * BATCH);
      for (int i = durable; i < durable + 3; i++) {
        index.put(batch(i), Map.of("p", Integer.toString(i + 1)));
      }
      index.commit();
      index.refresh();
      assertThat(index.status().documents()).isEqualTo((durable + 3L) * BATCH);
    }
    IndexFolders.assertWhole(folder);
  }

  private static IndexUnavailableException fill(ReportIndex index) {
    for (int i = 0; i < 1_000; i++) {
      try {
        index.put(batch(i), Map.of("p", Integer.toString(i + 1)));
      } catch (IndexUnavailableException e) {
        return e;
      }
    }
    return fail("the disk never became full");
  }

  private static int offset(ReportIndex index) {
    return Integer.parseInt(index.positions().getOrDefault("p", "0"));
  }

  private static List<IndexEntry> batch(int number) {
    List<IndexEntry> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(
          new IndexEntry.Result(
              Scanned.spy().report(sha(number * BATCH + i), new Generation(1, 1, 1)), AT, AT));
    }
    return batch;
  }

  private static String sha(int number) {
    return "%064x".formatted(number * 7919L);
  }

  private Path disk() {
    return temp;
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
