package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Package facts in, facts out. */
final class AnalyzeWork implements Work<UnpackedMessage> {
  private static final long MAX_STORED_APK_BYTES = 256L << 20;

  private final LaneContext context;
  private final Stage<UnpackedApk, AppFacts> stage;

  AnalyzeWork(LaneContext context, Stage<UnpackedApk, AppFacts> stage) {
    this.context = context;
    this.stage = stage;
  }

  @Override
  public WorkGroup group() {
    return WorkGroup.ANALYZE;
  }

  @Override
  public Codec<UnpackedMessage> codec() {
    return Codec.UNPACKED;
  }

  @Override
  public String sha256(UnpackedMessage message) {
    return message.sha256();
  }

  @Override
  public Instant submittedAt(UnpackedMessage message) {
    return message.submittedAt();
  }

  @Override
  public List<ProducerRecord<String, byte[]>> announcements(UnpackedMessage message) {
    return List.of();
  }

  /** The unpack lane has looked already. */
  @Override
  public boolean known(UnpackedMessage message) {
    return false;
  }

  /** Facts are kept beside the APK even when they are small, because Kafka finds nothing by key. */
  @Override
  public List<ProducerRecord<String, byte[]>> run(
      UnpackedMessage message, Path apk, Priority priority, int attempt)
      throws IOException, MalformedApkException, InterruptedException {
    UnpackedApk unpacked = unpacked(message);
    FittedFacts fitted =
        FittedFacts.of(attempt == 1 ? stage.run(apk, unpacked) : stage.again(apk, unpacked));
    AppFacts facts = fitted.facts();
    String storedAs = storedAs(facts.generation());
    context.store().putDerived(message.sha256(), storedAs, fitted.json());
    boolean large = fitted.json().length > WorkLane.MAX_INLINE_BYTES;
    FactsMessage value =
        new FactsMessage(
            Codec.FACTS.version(),
            message.sha256(),
            message.submittedAt(),
            Instant.now(),
            stage.layers(),
            large ? null : facts,
            large ? storedAs : null);
    return List.of(Outbox.message(Topic.FACTS, message.sha256(), Codec.FACTS, value));
  }

  /** {@return the name of stored facts of this generation} */
  static String storedAs(Generation generation) {
    return "facts-" + generation.engine() + "-" + generation.models() + ".json";
  }

  private UnpackedApk unpacked(UnpackedMessage message) throws IOException {
    if (message.apk() != null) {
      return message.apk();
    }
    String name = String.valueOf(message.apkStoredAs());
    byte[] json =
        context
            .store()
            .derived(message.sha256(), name, MAX_STORED_APK_BYTES)
            .orElseThrow(() ->
                // Waiting would not bring it back.
                new StageFailedException(
                    "the store has no " + name + " of this sample; submit it again", null, null));
    try {
      return Codec.STORED_APK.read(name, json);
    } catch (BadMessageException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
