package io.unveil.unpacker;

/**
 * A bound of {@link Limits} that stopped us.
 *
 * @param limit name of the bound as settings spell it, such as {@code max-entry-bytes}
 * @param bound its value
 * @param where the entry or structure that hit it; entry names come from the sample
 */
public record LimitHit(String limit, long bound, String where) {}
