package io.unveil.ingest.stream;

import io.unveil.ingest.store.ApkStore;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the topics as what the index is told. */
final class SinkRecords {
  /** Package facts above 512 KiB are in the store; their own limits keep them far below this. */
  private static final long MAX_APK_BYTES = 16 << 20;

  private final ApkStore store;
  private final BiPredicate<String, Instant> purged;

  /**
   * @param purged tells by SHA-256 and time of submission what is not told any more
   */
  SinkRecords(ApkStore store, BiPredicate<String, Instant> purged) {
    this.store = store;
    this.purged = purged;
  }

  /** A record says nothing that can be used, for good. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String reason) {
      super(reason);
    }
  }

  /**
   * {@return what to tell, or empty when the record only clears its key}
   *
   * @throws UnusableException when it cannot be read, now or later
   * @throws IOException when only a newer process can read it
   */
  Optional<SinkRecord> read(Topic topic, ConsumerRecord<String, byte[]> record)
      throws IOException, UnusableException {
    try {
      return switch (topic) {
        case RESULTS -> result(record);
        case UNPACKED, UNPACKED_INTERACTIVE -> pending(record);
        case ORIGINS -> seen(record);
        default -> throw new IllegalArgumentException(topic + " is not for the index");
      };
    } catch (BadMessageException e) {
      if (e.newer()) {
        throw new IOException(e.getMessage(), e);
      }
      throw new UnusableException("the value cannot be read");
    } catch (StackOverflowError e) {
      throw new UnusableException("the value is nested too deeply");
    }
  }

  private Optional<SinkRecord> result(ConsumerRecord<String, byte[]> record)
      throws BadMessageException, UnusableException {
    String sha256 = record.key();
    require(SampleKey.valid(sha256), "the key is no SHA-256");
    if (record.value() == null) {
      return Optional.of(new SinkRecord.Removed(sha256));
    }
    ResultMessage message = Codec.RESULT.read(record);
    require(message.sha256().equals(sha256), "key and value name different samples");
    require(message.report().sha256().equals(sha256), "the report is of another sample");
    return purged.test(sha256, message.submittedAt())
        ? Optional.empty()
        : Optional.of(new SinkRecord.Result(message));
  }

  private Optional<SinkRecord> pending(ConsumerRecord<String, byte[]> record)
      throws BadMessageException, UnusableException {
    if (record.value() == null) {
      return Optional.empty();
    }
    UnpackedMessage message = Codec.UNPACKED.read(record);
    String sha256 = message.sha256();
    require(SampleKey.valid(sha256) && sha256.equals(record.key()), "the key is no SHA-256");
    if (purged.test(sha256, message.submittedAt())) {
      return Optional.empty();
    }
    UnpackedApk inline = message.apk();
    UnpackedApk apk = inline == null ? stored(message) : inline;
    require(apk.sha256().equals(sha256), "the package facts are of another sample");
    return Optional.of(new SinkRecord.Pending(apk, message.submittedAt()));
  }

  /** Only a hint, so the index does not wait for the store; the result comes by itself. */
  private UnpackedApk stored(UnpackedMessage message)
      throws BadMessageException, UnusableException {
    String name = Objects.requireNonNull(message.apkStoredAs());
    try {
      byte[] bytes =
          store
              .derived(message.sha256(), name, MAX_APK_BYTES)
              .orElseThrow(() -> new UnusableException("the package facts are not in the store"));
      return Codec.STORED_APK.read(name, bytes);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableException("the stored package facts cannot be read");
    }
  }

  private Optional<SinkRecord> seen(ConsumerRecord<String, byte[]> record)
      throws BadMessageException, UnusableException {
    if (record.value() == null) {
      return Optional.empty();
    }
    SampleOrigin origin = Codec.ORIGIN.read(record);
    String key = record.key();
    require(
        SampleKey.valid(origin.sha256()) && key != null && key.startsWith(origin.sha256() + ":"),
        "the key does not begin with the sample's SHA-256");
    return purged.test(origin.sha256(), origin.seenAt())
        ? Optional.empty()
        : Optional.of(new SinkRecord.Seen(origin));
  }

  private static void require(boolean holds, String otherwise) throws UnusableException {
    if (!holds) {
      throw new UnusableException(otherwise);
    }
  }
}
