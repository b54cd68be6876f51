package io.unveil.analyzer.facts;

import org.jspecify.annotations.Nullable;

/**
 * A place in the app's code.
 *
 * @param dex entry name of the DEX file, such as {@code classes2.dex}
 * @param method enclosing method, {@code Lowner;->name(args)result}
 * @param pc offset in 16-bit code units from the start of the method's instructions
 * @param line source line, or null without debug information
 * @param library name of the known library that the class belongs to, null for the app's own code
 */
public record CodeSite(
    String dex, String method, int pc, @Nullable Integer line, @Nullable String library) {}
