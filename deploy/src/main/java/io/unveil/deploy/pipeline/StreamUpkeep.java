package io.unveil.deploy.pipeline;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.model.Models;
import io.unveil.deploy.client.Replayed;
import io.unveil.deploy.http.Upkeep;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.KnownResults;
import io.unveil.ingest.stream.Replay;
import java.io.IOException;
import java.util.List;

/** What an operator asks of the stream, done by the process that takes samples. */
final class StreamUpkeep implements Upkeep, AutoCloseable {
  private final Replay replay;

  private StreamUpkeep(Replay replay) {
    this.replay = replay;
  }

  static StreamUpkeep open(KafkaSettings kafka, ApkStore store, KnownResults known) {
    // Stored facts are named by engine and models only.
    Generation generation = new Generation(AppAnalyzer.ENGINE_REVISION, Models.REVISION, 0);
    return new StreamUpkeep(new Replay(kafka, store, known, generation));
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
  public void close() {
    replay.close();
  }
}
