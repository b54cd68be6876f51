package io.unveil.ingest.stream;

/**
 * How one stage of the stream is doing; a snapshot.
 *
 * @param name the stage's permanent name, such as {@code judge}
 * @param ready whether it does its work now; false while it waits for the broker, the store or the
 *     sink, and for good after a fatal error
 * @param detail one line for a person: what it does, or what is wrong and what to do; names no
 *     sample
 */
public record StageHealth(String name, boolean ready, String detail) {}
