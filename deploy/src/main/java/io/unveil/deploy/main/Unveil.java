package io.unveil.deploy.main;

import io.unveil.deploy.cli.SandboxOpener;
import io.unveil.deploy.cli.Scanner;
import io.unveil.deploy.cli.Services;
import io.unveil.deploy.cli.StopSignal;
import io.unveil.deploy.cli.Streams;
import io.unveil.deploy.cli.UnveilCli;
import io.unveil.deploy.data.DefaultData;
import io.unveil.deploy.log.LastingLogManager;
import io.unveil.deploy.pipeline.ClusterSetup;
import io.unveil.deploy.pipeline.IndexOpener;
import io.unveil.deploy.pipeline.PipelineStarter;
import io.unveil.unpacker.Limits;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The process {@code unveil}. */
public final class Unveil {
  private Unveil() {}

  /** Runs one command line and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // All texts are English; numbers in them must not follow another language's digits.
    Locale.setDefault(Locale.ROOT);
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    // Not System.out: it swallows write errors, and a closed pipe or a full disk must be noticed.
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean terminal = Boolean.getBoolean("unveil.terminal");
    Signals signals = new Signals();
    signals.end(
        new UnveilCli(new Streams(out, err, terminal), services(signals, err)).run(arguments));
  }

  /** {@return everything that the commands need, each part made when it is first asked for} */
  static Services services(StopSignal stop, PrintStream err) {
    String demo = System.getProperty("unveil.demo");
    return new Services(
        StableScanner::get,
        new SandboxedScanners(),
        () -> new PipelineStarter(err),
        () -> new IndexOpener(err),
        () -> new ClusterSetup(err),
        stop,
        DefaultData::path,
        demo == null ? null : Path.of(demo));
  }

  /** Holds the scanner; loading this class loads models and rules. */
  private static final class StableScanner {
    private static final Scanner SCANNER = new ApkScanner();

    static Scanner get() {
      return SCANNER;
    }
  }

  /** No method reference: linking one loads the types that it names, at every start. */
  private static final class SandboxedScanners implements SandboxOpener {
    @Override
    public Opened open(List<Path> roots, Limits limits, long bytes, int most) {
      return SandboxedScanner.open(roots, limits, bytes, most);
    }
  }
}
