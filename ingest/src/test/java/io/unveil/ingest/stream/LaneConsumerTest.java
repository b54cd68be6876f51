package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneConsumerTest {
  private static final int RECORDS = 40;
  private static final int LANES = 3;

  @TempDir private Path folder;

  /** A lane that works for minutes must not hold up records that others could take. */
  @Test
  void allLanesButOneHoldARecord_theLastOneGetsAllOthers_eachDeliveredOnce() throws Exception {
    try (StreamBroker broker = new StreamBroker(folder)) {
      for (int i = 0; i < RECORDS; i++) {
        broker.send(Topic.SUBMISSIONS, Made.sha("record " + i), new byte[] {1});
      }
      List<LaneConsumer> lanes = new ArrayList<>();
      try {
        List<Delivery> held = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
          LaneConsumer lane =
              new LaneConsumer(broker.kafka, WorkGroup.UNPACK, Priority.BULK, "lane-" + i);
          lanes.add(lane);
          held.add(next(lane));
        }
        LaneConsumer last =
            new LaneConsumer(broker.kafka, WorkGroup.UNPACK, Priority.BULK, "lane-last");
        lanes.add(last);
        Set<String> done = new TreeSet<>();
        while (done.size() < RECORDS - LANES) {
          Delivery delivery = next(last);
          assertThat(delivery.deliveries()).isEqualTo(1);
          assertThat(delivery.acknowledge(AcknowledgeType.ACCEPT)).isTrue();
          done.add(delivery.record().key());
          for (Delivery each : held) {
            assertThat(each.keep()).isTrue();
          }
        }
        for (Delivery each : held) {
          assertThat(each.acknowledge(AcknowledgeType.ACCEPT)).isTrue();
        }
      } finally {
        lanes.forEach(LaneConsumer::close);
      }
    }
  }

  private static Delivery next(LaneConsumer lane) {
    long end = System.nanoTime() + StreamBroker.PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      Delivery delivery = lane.next(Duration.ofMillis(200));
      if (delivery != null) {
        return delivery;
      }
    }
    throw new AssertionError("no record came");
  }
}
