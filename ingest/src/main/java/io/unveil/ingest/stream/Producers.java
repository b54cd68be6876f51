package io.unveil.ingest.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * A producer that is replaced when it is past use: after some errors it refuses everything, and
 * when its own thread died, for example of a full heap, it answers nothing more. Safe for many
 * threads.
 */
final class Producers {
  /** How much longer than its own time limit a producer may take before it is given up. */
  static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(Producers.class.getName());

  private final Map<String, Object> settings;
  private Producer<String, byte[]> current;
  private boolean closed;

  Producers(Map<String, Object> settings) {
    this.settings = Map.copyOf(settings);
    this.current = new KafkaProducer<>(settings);
  }

  synchronized Producer<String, byte[]> current() {
    return current;
  }

  /** Whoever asks next gets a new one, unless someone else has replaced {@code broken} already. */
  synchronized void replace(Producer<String, byte[]> broken) {
    if (closed || !current.equals(broken)) {
      return;
    }
    try {
      current = new KafkaProducer<>(settings);
      LOG.log(Level.WARNING, "a producer was past use and is replaced by a new one");
    } catch (KafkaException e) {
      LOG.log(Level.WARNING, "a producer past use cannot be replaced yet: {0}", e.getMessage());
      return;
    }
    broken.close(Duration.ZERO);
  }

  /** Waits so long for what is on its way. */
  void close(Duration longest) {
    Producer<String, byte[]> last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    last.close(longest);
  }
}
