package io.unveil.ingest.stream;

import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the two kinds of lane do differently.
 *
 * @param <M> the message that brings the work
 */
interface Work<M extends Record> {
  WorkGroup group();

  Codec<M> codec();

  String sha256(M message);

  Instant submittedAt(M message);

  /** {@return what is sent before every delivery is accepted or rejected, worked on or not} */
  List<ProducerRecord<String, byte[]>> announcements(M message);

  /** {@return whether the work was done before, so that it need not be done again} */
  boolean known(M message) throws IOException;

  /**
   * Does the work, on the lane's worker thread.
   *
   * @param attempt 1 for the first within this delivery
   * @return what must be sent before the delivery is accepted
   */
  List<ProducerRecord<String, byte[]>> run(M message, Path apk, Priority priority, int attempt)
      throws IOException, MalformedApkException, InterruptedException;
}
