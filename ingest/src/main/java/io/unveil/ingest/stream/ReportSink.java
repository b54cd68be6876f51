package io.unveil.ingest.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where results become searchable; wired to the index. Called from one thread.
 *
 * <p>Positions are the sink's only memory of the stream: it stores them in the same atomic commit
 * as the records, and the stream continues from them after a restart, whatever the broker
 * remembers.
 */
public interface ReportSink {
  /**
   * {@return the positions of the last durable commit, as given to {@link #put}; empty at first}
   */
  Map<String, String> positions() throws IOException;

  /**
   * Takes a batch. It must become searchable within a second and durable within five; taking the
   * same records twice must change nothing, and a result of a lower rank never replaces one of a
   * higher.
   *
   * @param batch in the order of each partition
   * @param positions where to continue after this batch; opaque to the sink
   * @throws IllegalArgumentException when a record of the batch can never be taken; the records are
   *     then given one by one, and those refused again are skipped
   * @throws SinkRewoundException when the sink has lost what came after its last commit; everything
   *     is then read again from {@link #positions()}
   * @throws SinkBrokenException when nothing more can be taken in this process
   * @throws IOException when it may work later; the batch is given again
   */
  void put(List<SinkRecord> batch, Map<String, String> positions) throws IOException;

  /**
   * {@return when what the sink says of a sample was submitted or, without that, last seen; empty
   * when it knows nothing of it}
   */
  Optional<Instant> submittedAt(String sha256) throws IOException;

  /**
   * Forgets everything, records and positions, because the topics will be read from their start.
   * Durable when it returns.
   */
  void clear() throws IOException;
}
