package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.ingest.store.ApkStore.StoredApk;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneOutageTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  @TempDir private Path folder;

  @Test
  void brokerThatGoesAway_makesTheLaneNotReady_andItWorksOnWhenTheBrokerIsBack() throws Exception {
    LaneBench bench = new LaneBench(folder);
    WorkLane lane =
        bench.start(
            WorkLane.unpack(
                0,
                Priority.BULK,
                bench.context(),
                (file, submission) ->
                    Messages.unpacked(submission.sha256(), submission.sizeInBytes())));
    StoredApk before = bench.stored("before");
    bench.submit(Priority.BULK, before);
    await().atMost(SOON).until(() -> bench.events.outcomes().size() == 1);

    bench.stopBroker();
    await().atMost(SOON).until(() -> !lane.health().ready());
    assertThat(lane.health().detail()).startsWith("no broker answers at 127.0.0.1:");
    bench.restartBroker();

    await().atMost(SOON).until(() -> lane.health().ready());
    StoredApk after = bench.stored("after");
    bench.submit(Priority.BULK, after);
    await().atMost(SOON).until(() -> bench.records(Topic.UNPACKED, after.sha256()).size() == 1);
    assertThat(bench.records(Topic.UNPACKED, before.sha256())).hasSize(1);
    bench.close();
  }
}
