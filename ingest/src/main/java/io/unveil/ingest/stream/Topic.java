package io.unveil.ingest.stream;

import java.util.Arrays;

/** The topics. Names and formats are permanent; {@code docs/messages.md} documents each. */
public enum Topic {
  /** {@link Submission}: bulk work for the unpack stage. */
  SUBMISSIONS("apk.submissions", Retention.QUEUE),
  /** {@link Submission}: the same, for someone who waits. */
  SUBMISSIONS_INTERACTIVE("apk.submissions.interactive", Retention.QUEUE),
  /** {@link UnpackedMessage}: bulk work for the analyze stage; the index shows it as pending. */
  UNPACKED("apk.unpacked", Retention.QUEUE),
  /** {@link UnpackedMessage}: the same, for someone who waits. */
  UNPACKED_INTERACTIVE("apk.unpacked.interactive", Retention.QUEUE),
  /** {@link FactsMessage}: the current facts of each sample. */
  FACTS("apk.facts", Retention.LATEST_BY_KEY),
  /** {@link ResultMessage}: the current result of each sample, the stream's product. */
  RESULTS("apk.results", Retention.LATEST_BY_KEY),
  /**
   * {@link SampleOrigin}: where each sample was seen; key = SHA-256, colon, digest of the origin.
   */
  ORIGINS("apk.origins", Retention.LATEST_BY_KEY),
  /** {@link FailureRecord}: what was given up last of each sample, and why. */
  FAILURES("apk.failures", Retention.LATEST_BY_KEY),
  /** {@link PurgeRecord}: which samples were removed everywhere. */
  PURGES("apk.purges", Retention.LATEST_BY_KEY),
  /** The broker's own dead letters of both unpack topics: records that kill whole processes. */
  DEAD_SUBMISSIONS("dlq.apk.submissions", Retention.FOREVER),
  /** The broker's own dead letters of both analyze topics. */
  DEAD_UNPACKED("dlq.apk.unpacked", Retention.FOREVER);

  private final String topicName;
  private final Retention retention;

  Topic(String topicName, Retention retention) {
    this.topicName = topicName;
    this.retention = retention;
  }

  /** {@return the topic's name in Kafka} */
  public String topicName() {
    return topicName;
  }

  /**
   * {@return the topic of this name}
   *
   * @throws IllegalArgumentException when it is none of ours
   */
  static Topic named(String topicName) {
    return Arrays.stream(values())
        .filter(topic -> topic.topicName.equals(topicName))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("not a topic of the stream: " + topicName));
  }

  /** {@return how long its records stay} */
  public Retention retention() {
    return retention;
  }

  /** How long records stay. */
  public enum Retention {
    /** Work: done records go after some days; the store can make them anew. */
    QUEUE,
    /** Compacted: the last record of each key stays. */
    LATEST_BY_KEY,
    /** Nothing is deleted. */
    FOREVER
  }
}
