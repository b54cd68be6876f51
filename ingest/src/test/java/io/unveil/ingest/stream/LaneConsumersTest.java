package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneConsumersTest {

  @TempDir private Path folder;

  /** Left behind in the client, it would lose its lock during long bulk work, each time anew. */
  @Test
  void interactiveRecordThatTravelsForSomeTime_isNotLeftBehindForBulkWork() throws Exception {
    byte[] large = new byte[8 << 20];
    new Random(1).nextBytes(large);
    try (StreamBroker broker = new StreamBroker(folder);
        LaneConsumers lane = new LaneConsumers(broker.kafka, WorkGroup.ANALYZE, "test")) {
      for (int i = 0; i < 4; i++) {
        broker.send(Topic.UNPACKED, 0, "bulk", new byte[10]);
      }
      assertThat(take(lane).priority()).isEqualTo(Priority.BULK);
      assertThat(take(lane).priority()).isEqualTo(Priority.BULK);
      broker.send(Topic.UNPACKED_INTERACTIVE, 0, "interactive", large);

      Delivery next = take(lane);
      assertThat(next.priority()).isEqualTo(Priority.INTERACTIVE);
      assertThat(next.deliveries()).isEqualTo(1);
      assertThat(take(lane).priority()).isEqualTo(Priority.BULK);
    }
  }

  private static Delivery take(LaneConsumers lane) {
    long until = System.nanoTime() + StreamBroker.PATIENCE.toNanos();
    while (System.nanoTime() - until < 0) {
      Delivery found = lane.next();
      if (found != null) {
        assertThat(found.acknowledge(AcknowledgeType.ACCEPT)).isTrue();
        return found;
      }
    }
    throw new AssertionError("no record came");
  }
}
