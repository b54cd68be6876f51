package io.unveil.deploy.cli;

import io.unveil.deploy.text.Printable;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a run writes to.
 *
 * @param out results; its {@code IOException}s are seen, unlike those of {@code System.out}
 * @param err messages and progress
 * @param terminal whether {@code err} is a terminal, so that progress can be drawn and erased
 */
public record Streams(OutputStream out, PrintStream err, boolean terminal) {
  /** Says one line to a person; what a sample or a file name may have chosen becomes harmless. */
  void complain(String message) {
    err.println("unveil: " + Printable.of(message));
  }
}
