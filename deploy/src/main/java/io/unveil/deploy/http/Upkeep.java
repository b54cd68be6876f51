package io.unveil.deploy.http;

import io.unveil.deploy.client.Purged;
import io.unveil.deploy.client.Replayed;
import io.unveil.ingest.stream.Replay;
import java.io.IOException;
import java.util.List;

/** What an operator does to the stream by hand. Called from several threads. */
public interface Upkeep {
  /**
   * Puts samples that a stage gave up back into the stream.
   *
   * @param samples SHA-256 of samples, or none for all that the stage gave up
   * @throws IOException when the broker or the store does not answer
   */
  Replayed replay(Replay.From stage, List<String> samples) throws IOException, InterruptedException;

  /**
   * Removes one sample everywhere. Doing it twice changes nothing.
   *
   * @throws IOException when the broker or the store does not answer; once it has begun, it is
   *     finished later
   */
  Purged purge(String sha256) throws IOException, InterruptedException;
}
