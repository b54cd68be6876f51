package io.unveil.indexer;

import java.nio.file.Path;

/**
 * A copy of one durable commit: what was known then, and where the stream continues behind it.
 *
 * @param folder where it is
 * @param samples how many samples it knows
 * @param bytes size of its files
 */
public record IndexSnapshot(Path folder, long samples, long bytes) {}
