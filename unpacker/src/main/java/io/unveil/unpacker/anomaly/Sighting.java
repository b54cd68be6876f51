package io.unveil.unpacker.anomaly;

/**
 * One {@link Anomaly} at one place.
 *
 * @param kind which deviation
 * @param offset offset in bytes within {@code where}
 * @param where the file that {@code offset} counts in: the entry's name, or {@code ""} for the
 *     archive itself
 * @param detail both values, in words for a person; may hold strings of the sample, so escape
 *     before showing
 */
public record Sighting(Anomaly kind, long offset, String where, String detail) {}
