package io.unveil.indexer;

import org.jspecify.annotations.Nullable;

/**
 * How an index is doing. Batches are counted from 1 since it was opened.
 *
 * @param documents samples that a search sees
 * @param sequence number of the last batch that was taken
 * @param visibleSequence number of the last batch that a search sees
 * @param durableSequence number of the last batch that survives a crash
 * @param problem why nothing is taken any more, null while all is well
 */
public record IndexStatus(
    long documents,
    long sequence,
    long visibleSequence,
    long durableSequence,
    @Nullable String problem) {
  static final IndexStatus START = new IndexStatus(0, 0, 0, 0, null);

  IndexStatus oneMore() {
    return new IndexStatus(documents, sequence + 1, visibleSequence, durableSequence, problem);
  }

  IndexStatus allVisible(long nowDocuments) {
    return new IndexStatus(nowDocuments, sequence, sequence, durableSequence, problem);
  }

  IndexStatus allDurable() {
    return new IndexStatus(documents, sequence, visibleSequence, sequence, problem);
  }

  IndexStatus stopped(String why) {
    return new IndexStatus(documents, sequence, visibleSequence, durableSequence, why);
  }

  /** What was not durable is gone, and everything else is both visible and durable. */
  IndexStatus goingOn(long nowDocuments) {
    return new IndexStatus(nowDocuments, sequence, sequence, sequence, null);
  }
}
