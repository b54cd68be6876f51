package io.unveil.ingest.stream;

import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Submission in, package facts out. */
final class UnpackWork implements Work<Submission> {
  /** Hex digits of an origin's digest in a key: enough for the origins of one sample. */
  private static final int ORIGIN_DIGITS = 16;

  private final LaneContext context;
  private final Stage<Submission, UnpackedApk> stage;

  UnpackWork(LaneContext context, Stage<Submission, UnpackedApk> stage) {
    this.context = context;
    this.stage = stage;
  }

  @Override
  public WorkGroup group() {
    return WorkGroup.UNPACK;
  }

  @Override
  public Codec<Submission> codec() {
    return Codec.SUBMISSION;
  }

  @Override
  public String sha256(Submission message) {
    return message.sha256();
  }

  @Override
  public Instant submittedAt(Submission message) {
    return message.submittedAt();
  }

  /** What the reconciler puts back was announced when it came in. */
  @Override
  public List<ProducerRecord<String, byte[]>> announcements(Submission message) {
    if (message.origin().kind() == Origin.Kind.RECONCILER) {
      return List.of();
    }
    SampleOrigin seen =
        new SampleOrigin(
            Codec.ORIGIN.version(),
            message.sha256(),
            message.sizeInBytes(),
            message.origin(),
            message.firstStored(),
            message.submittedAt());
    return List.of(
        Outbox.message(
            Topic.ORIGINS, originKey(message.sha256(), message.origin()), Codec.ORIGIN, seen));
  }

  @Override
  public boolean known(Submission message) {
    return context
        .known()
        .rank(message.sha256())
        .filter(rank -> !rank.failed() && rank.generation().compareTo(context.generation()) >= 0)
        .isPresent();
  }

  @Override
  public List<ProducerRecord<String, byte[]>> run(
      Submission message, Path apk, Priority priority, int attempt)
      throws IOException, MalformedApkException, InterruptedException {
    UnpackedApk unpacked = attempt == 1 ? stage.run(apk, message) : stage.again(apk, message);
    byte[] json = Codec.STORED_APK.write(unpacked);
    boolean large = json.length > WorkLane.MAX_INLINE_BYTES;
    String storedAs = large ? "unpacked-" + context.generation().engine() + ".json" : null;
    if (storedAs != null) {
      context.store().putDerived(message.sha256(), storedAs, json);
    }
    UnpackedMessage value =
        new UnpackedMessage(
            Codec.UNPACKED.version(),
            message.sha256(),
            message.submittedAt(),
            Instant.now(),
            large ? null : unpacked,
            storedAs);
    Topic next = WorkGroup.ANALYZE.source(priority);
    return List.of(Outbox.message(next, message.sha256(), Codec.UNPACKED, value));
  }

  /** {@return the key of {@link Topic#ORIGINS}: one for each sample and origin} */
  static String originKey(String sha256, Origin origin) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((origin.kind() + "\0" + origin.name()).getBytes(StandardCharsets.UTF_8));
      return sha256 + ":" + HexFormat.of().formatHex(digest).substring(0, ORIGIN_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
