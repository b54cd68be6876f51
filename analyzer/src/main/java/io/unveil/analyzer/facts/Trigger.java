package io.unveil.analyzer.facts;

import org.jspecify.annotations.Nullable;

/**
 * How code is reached.
 *
 * @param component qualified class name of the component that Android starts, null when no
 *     component is known
 * @param componentKind {@code activity}, {@code service}, {@code receiver}, {@code provider},
 *     {@code application} or {@code callback}
 * @param callback the entry method, {@code Lowner;->name(args)result}
 * @param event what starts it: an intent action, {@code user-click}, {@code alarm}, {@code
 *     location-update}, {@code lifecycle}, …
 */
public record Trigger(
    @Nullable String component, String componentKind, String callback, String event) {}
