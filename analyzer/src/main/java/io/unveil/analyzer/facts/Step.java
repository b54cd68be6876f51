package io.unveil.analyzer.facts;

import org.jspecify.annotations.Nullable;

/**
 * One step of an evidence path.
 *
 * @param action what happens: {@code source}, {@code return}, {@code call}, {@code store}, {@code
 *     load}, {@code reflection} (beside a source or sink that is called by way of another method),
 *     {@code sink}
 * @param site where
 * @param detail the API, method or field concerned, in smali form; null when the site says it all
 * @param constant a constant resolved here (URI, URL, number), null when there is none; may
 *     identify a person
 */
public record Step(
    String action, CodeSite site, @Nullable String detail, @Nullable String constant) {}
