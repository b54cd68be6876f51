package io.unveil.ingest.stream;

import io.unveil.unpacker.UnpackedApk;
import java.time.Instant;

/** What the index is told. */
public sealed interface SinkRecord {
  /** {@return SHA-256 of the sample, lower-case hex} */
  String sha256();

  /** A result: report or failure. */
  record Result(ResultMessage message) implements SinkRecord {
    @Override
    public String sha256() {
      return message.sha256();
    }
  }

  /** Unpacked, not analysed yet; never replaces a result. */
  record Pending(UnpackedApk apk, Instant submittedAt) implements SinkRecord {
    @Override
    public String sha256() {
      return apk.sha256();
    }
  }

  /** Seen somewhere; added to what is known, before or after any result. */
  record Seen(SampleOrigin origin) implements SinkRecord {
    @Override
    public String sha256() {
      return origin.sha256();
    }
  }

  /** Purged: everything about the sample goes. */
  record Removed(String sha256) implements SinkRecord {}
}
