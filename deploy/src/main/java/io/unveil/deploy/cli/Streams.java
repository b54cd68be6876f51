package io.unveil.deploy.cli;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a run writes to.
 *
 * @param out results; its {@code IOException}s are seen, unlike those of {@code System.out}
 * @param err messages and progress
 * @param terminal whether {@code err} is a terminal, so that progress can be drawn and erased
 */
public record Streams(OutputStream out, PrintStream err, boolean terminal) {}
