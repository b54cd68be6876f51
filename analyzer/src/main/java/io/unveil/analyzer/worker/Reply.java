package io.unveil.analyzer.worker;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.UnpackedApk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker answers. Written by a process that has read hostile bytes: to be read as such. */
public sealed interface Reply extends Message {
  /**
   * The answer to {@link Request.Configure}.
   *
   * @param protocol {@link Message#PROTOCOL}
   * @param layers names of the layers of the sandbox that hold
   * @param missing {@code name: reason} of those that the system does not have
   */
  record Ready(int protocol, List<String> layers, List<String> missing) implements Reply {
    /** Copies the lists. */
    public Ready {
      layers = List.copyOf(layers);
      missing = List.copyOf(missing);
    }
  }

  /**
   * A stage begins. Comes before the answer to a job, once for each stage.
   *
   * @param stage {@code unpack} or {@code analyze}
   */
  record Began(String stage) implements Reply {}

  /**
   * What a job took and left behind.
   *
   * @param unpackNanos time of unpacking in nanoseconds, 0 when it was not asked for
   * @param analyzeNanos time of analysing in nanoseconds, 0 when it was not asked for
   * @param heapBytes heap in use after the job, garbage of a heap more than half full collected
   */
  record Cost(long unpackNanos, long analyzeNanos, long heapBytes) {}

  /** Unpacked. */
  record Unpacked(Cost cost, UnpackedApk apk) implements Reply {}

  /** Analysed. */
  record Analyzed(Cost cost, AppFacts facts) implements Reply {}

  /**
   * The file is no APK, or a bound was hit before anything of it was read.
   *
   * @param reason what was wrong, without the offset
   * @param offset where, in bytes
   * @param limit the bound, or null
   */
  record Malformed(String reason, long offset, @Nullable LimitHit limit) implements Reply {}

  /**
   * The file could not be read.
   *
   * @param reason one sentence
   */
  record Unreadable(String reason) implements Reply {}

  /**
   * The worker failed: a defect of it, its stack, or an answer too large to be sent.
   *
   * @param reason one sentence with the place in the code
   * @param limit the limit that was hit, such as {@code stack}, or null for a defect
   */
  record Failed(String reason, @Nullable String limit) implements Reply {}
}
