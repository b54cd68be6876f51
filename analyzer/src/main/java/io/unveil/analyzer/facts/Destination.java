package io.unveil.analyzer.facts;

/**
 * Where data goes.
 *
 * @param kind {@code url}, {@code host}, {@code phone-number}, {@code email}, {@code
 *     firebase-project} or {@code bot}
 * @param value as resolved; a partly resolved string has {@code *} for what is unknown
 * @param mayIdentifyPerson true for numbers, addresses and accounts; shared formats redact them
 */
public record Destination(String kind, String value, boolean mayIdentifyPerson) {}
