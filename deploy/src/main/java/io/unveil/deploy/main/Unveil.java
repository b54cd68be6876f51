package io.unveil.deploy.main;

import io.unveil.deploy.cli.Scanner;
import io.unveil.deploy.cli.Streams;
import io.unveil.deploy.cli.UnveilCli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The process {@code unveil}. */
public final class Unveil {
  private Unveil() {}

  /** Runs one command line and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // Not System.out: it swallows write errors, and a closed pipe or a full disk must be noticed.
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean terminal = Boolean.getBoolean("unveil.terminal");
    System.exit(new UnveilCli(new Streams(out, err, terminal), onFirstUse()).run(arguments));
  }

  /** {@return the scanner, made by whichever thread asks first} */
  static Supplier<Scanner> onFirstUse() {
    return StableScanner::get;
  }

  /** Holds the scanner; loading this class loads models and rules. */
  private static final class StableScanner {
    private static final Scanner SCANNER = new ApkScanner();

    static Scanner get() {
      return SCANNER;
    }
  }
}
