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
    @Nullable String problem) {}
