package io.unveil.analyzer.facts;

/**
 * A string constant of a kind worth searching for.
 *
 * @param kind {@code url}, {@code host}, {@code email}, {@code phone}, {@code token}, {@code
 *     provider-uri}
 * @param value the string, at most 2,048 characters
 * @param dex entry name of the DEX file (or other entry) that holds it
 * @param mayIdentifyPerson true for e-mails, numbers and tokens
 */
public record StringFact(String kind, String value, String dex, boolean mayIdentifyPerson) {}
