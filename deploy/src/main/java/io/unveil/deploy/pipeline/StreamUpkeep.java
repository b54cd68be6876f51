package io.unveil.deploy.pipeline;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.model.Models;
import io.unveil.deploy.client.Purged;
import io.unveil.deploy.client.Replayed;
import io.unveil.deploy.http.Upkeep;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.KnownResults;
import io.unveil.ingest.stream.Purge;
import io.unveil.ingest.stream.Replay;
import java.io.IOException;
import java.util.List;

/** What an operator asks of the stream, done by the process that takes samples. */
final class StreamUpkeep implements Upkeep, AutoCloseable {
  private final Replay replay;
  private final Purge purge;

  private StreamUpkeep(Replay replay, Purge purge) {
    this.replay = replay;
    this.purge = purge;
  }

  /**
   * @param purge closed by the caller
   */
  static StreamUpkeep open(KafkaSettings kafka, ApkStore store, KnownResults known, Purge purge) {
    // Stored facts are named by engine and models only.
    Generation generation = new Generation(AppAnalyzer.ENGINE_REVISION, Models.REVISION, 0);
    return new StreamUpkeep(new Replay(kafka, store, known, generation), purge);
  }

  @Override
  public Replayed replay(Replay.From stage, List<String> samples)
      throws IOException, InterruptedException {
    Replay.Done done = replay.run(stage, samples);
    return new Replayed(
        stage.word(),
        done.putBack(),
        done.reported(),
        done.waiting(),
        done.notStored(),
        done.unknown(),
        done.left());
  }

  @Override
  public Purged purge(String sha256) throws IOException, InterruptedException {
    Purge.Removed removed = purge.run(sha256);
    return new Purged(
        sha256,
        removed.stored(),
        removed.result(),
        removed.facts(),
        removed.origins(),
        removed.failures(),
        removed.deadLetters());
  }

  @Override
  public void close() {
    replay.close();
  }
}
