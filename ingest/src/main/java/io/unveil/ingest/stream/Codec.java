package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.UnpackedApk;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One kind of message as bytes: canonical JSON in UTF-8, as {@code docs/messages.md} says. Reading
 * is strict: unknown, missing and repeated keys are errors.
 *
 * @param <T> the record
 */
public final class Codec<T extends Record> {
  /** Values of {@link Topic#SUBMISSIONS}. */
  public static final Codec<Submission> SUBMISSION = new Codec<>(Submission.class, 1);

  /** Values of {@link Topic#UNPACKED}. */
  public static final Codec<UnpackedMessage> UNPACKED = new Codec<>(UnpackedMessage.class, 3);

  /** Values of {@link Topic#FACTS}. */
  public static final Codec<FactsMessage> FACTS = new Codec<>(FactsMessage.class, 4);

  /** Values of {@link Topic#RESULTS}. */
  public static final Codec<ResultMessage> RESULT = new Codec<>(ResultMessage.class, 4);

  /** Values of {@link Topic#ORIGINS}. */
  public static final Codec<SampleOrigin> ORIGIN = new Codec<>(SampleOrigin.class, 1);

  /** Values of {@link Topic#FAILURES}. */
  public static final Codec<FailureRecord> FAILURE = new Codec<>(FailureRecord.class, 1);

  /** Values of {@link Topic#PURGES}. */
  public static final Codec<PurgeRecord> PURGE = new Codec<>(PurgeRecord.class, 1);

  /** Facts that are stored beside the APK. */
  public static final Codec<AppFacts> STORED_FACTS = new Codec<>(AppFacts.class, 3);

  /** Package facts that are stored beside the APK; the name of the file has their generation. */
  public static final Codec<UnpackedApk> STORED_APK = new Codec<>(UnpackedApk.class, 0);

  /** Reports that are stored beside the APK. */
  public static final Codec<ScanReport> STORED_REPORT = new Codec<>(ScanReport.class, 3);

  private static final String VERSION_KEY = "schemaVersion";

  /** Every message begins with its version, so it is found without reading the rest. */
  private static final Pattern VERSION =
      Pattern.compile(
          "\\s*\\{\\s*\"" + VERSION_KEY + "\"\\s*:\\s*(\\d{1,9})\\s*[,}].*", Pattern.DOTALL);

  private static final int VERSION_WITHIN_BYTES = 64;

  private final Class<T> type;
  private final int version;

  /**
   * @param version the version that is written and read; 0 for a format without one
   */
  private Codec(Class<T> type, int version) {
    this.type = type;
    this.version = version;
  }

  /** {@return the version of this format that this process writes, and the only one it reads} */
  public int version() {
    return version;
  }

  /** {@return the record as bytes; the same record always gives the same bytes} */
  public byte[] write(T message) {
    return ReportJson.bytes(message);
  }

  /**
   * Reads a record's value.
   *
   * @throws BadMessageException when it is missing, is anything but this format, or is of another
   *     version
   */
  public T read(ConsumerRecord<?, byte[]> record) throws BadMessageException {
    String where = where(record);
    byte[] value = record.value();
    if (value == null) {
      throw new BadMessageException(where, "no value", false);
    }
    return read(where, value);
  }

  /**
   * Reads a value from elsewhere than a topic.
   *
   * @param where for the error, such as the name of a file
   * @throws BadMessageException when it is anything but this format, or is of another version
   */
  public T read(String where, byte[] value) throws BadMessageException {
    insistOnVersion(where, version(value));
    try {
      return StrictJson.read(where, value, type);
    } catch (BadDataException e) {
      throw new BadMessageException(where, e.pointer() + ": " + e.reason(), false);
    }
  }

  private void insistOnVersion(String where, int found) throws BadMessageException {
    if (found > version) {
      throw new BadMessageException(
          where,
          "version %d of its format is newer than %d; update this process"
              .formatted(found, version),
          true);
    }
    if (found > 0 && found < version) {
      throw new BadMessageException(
          where,
          "version %d of its format is older than %d; submit the sample again"
              .formatted(found, version),
          false);
    }
  }

  /** {@return the record's place for messages, such as {@code apk.facts-3@17}} */
  static String where(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  /** {@return the version, or 0 when the value does not begin with one} */
  private static int version(byte[] value) {
    int length = Math.min(value.length, VERSION_WITHIN_BYTES);
    Matcher start = VERSION.matcher(new String(value, 0, length, StandardCharsets.UTF_8));
    return start.matches() ? Integer.parseInt(start.group(1)) : 0;
  }
}
