package io.unveil.deploy.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil scan}: files in, verdicts with their evidence out. */
@Command(
    name = "scan",
    description = {
      "Scan APK files: what they take, where they send it, whether they hide.",
      "Reads bytes only; nothing is run, installed or contacted."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ScanCommand implements Callable<Integer> {
  private final Streams streams;
  private final Supplier<Scanner> scanner;
  private final SandboxOpener sandbox;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "APK files, bundles of them (.apks, .xapk, .apkm), and folders whose files with these"
              + " endings are scanned at any depth (links are not followed).")
  private List<String> paths = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text (for people), json (indented), jsonl (one object per line and file). Default:"
              + " text.")
  private Format format = Format.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write results to FILE instead of standard output.")
  private @Nullable String output;

  @Option(
      names = "--fail-on",
      paramLabel = "VERDICT",
      defaultValue = "suspicious",
      description = {
        "Exit with 1 from this verdict on: clean, inconclusive, suspicious, monitoring,"
            + " stalkerware, or never.",
        "Default: suspicious."
      })
  private FailOn failOn = FailOn.SUSPICIOUS;

  @Option(
      names = "--allow-partial",
      description =
          "Do not exit with 3 for files that were read only in part or are inconclusive (unreadable"
              + " ones still do).")
  private boolean allowPartial;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Files scanned at the same time. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--limit", paramLabel = "NAME=VALUE", description = LimitText.OPTION)
  private List<String> limits = List.of();

  @Option(
      names = "--no-sandbox",
      description =
          "Read files in this process instead of in workers without rights. For inputs that you"
              + " trust.")
  private boolean noSandbox;

  @Option(names = "--debug", description = "Print stack traces of internal errors.")
  private boolean debug;

  ScanCommand(Streams streams, Supplier<Scanner> scanner, SandboxOpener sandbox) {
    this.streams = streams;
    this.scanner = scanner;
    this.sandbox = sandbox;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1) {
      throw usage("--threads: " + threads + " is below 1");
    }
    var bounds = LimitText.of(limits, Objects.requireNonNull(spec));
    InputListing listing = InputListing.of(paths);
    if (listing.linksPassedOver() > 0) {
      complain(
          listing.linksPassedOver() + " symbolic links below the given folders were not followed");
    }
    Tally tally = new Tally(failOn, allowPartial);
    int most = Math.min(threads, listing.inputs().size());
    try (SandboxOpener.Opened opened =
            noSandbox || most == 0
                ? SandboxOpener.none(scanner)
                : sandbox.open(SampleRoots.of(paths), bounds, listing.bytes(), most);
        OutputStream out = open(listing.inputs())) {
      SampleScan scan = new SampleScan(opened.scanner(), bounds);
      scan(listing.inputs(), scan, tally, writer(out, listing.inputs()));
    } catch (IOException e) {
      tally.end(writingFailed(e));
    }
    return tally.exitCode().status();
  }

  /** Names no type of the readers: picocli looks at all methods at every start of the process. */
  private void scan(List<Input> inputs, SampleScan scan, Tally tally, ResultWriter writer)
      throws IOException, InterruptedException {
    Progress progress = new Progress(streams, "scanned", inputs.size());
    new ScanRun<SampleResult>(scan::of, threads)
        .run(
            inputs,
            result -> {
              tally.add(result);
              progress.erase();
              explain(result);
              writer.write(result);
              progress.finished(result.file());
            });
    progress.erase();
    writer.finish(tally);
    if (format != Format.TEXT && streams.terminal()) {
      complain(tally.summary());
    }
  }

  private void explain(SampleResult result) {
    switch (result) {
      case SampleResult.Failed failed -> {
        complain(failed.file() + ": " + failed.reason());
        if (debug && failed.crash() != null) {
          failed.crash().printStackTrace(streams.err());
        }
      }
      case SampleResult.Reported reported -> {
        var failure = reported.report().failure();
        if (failure != null) {
          complain(reported.file() + ": " + failure.reason());
        }
      }
    }
  }

  private ResultWriter writer(OutputStream out, List<Input> inputs) {
    return switch (format) {
      case TEXT -> new TextWriter(out);
      case JSON ->
          new JsonWriter(
              out, !(inputs.size() == 1 && inputs.getFirst().name().equals(paths.getFirst())));
      case JSONL -> new JsonLinesWriter(out);
    };
  }

  private OutputStream open(List<Input> inputs) {
    if (output == null) {
      return new BufferedOutputStream(new Unclosable(streams.out()));
    }
    try {
      Path target = Path.of(output);
      for (Input input : inputs) {
        if (input instanceof Input.Sample(_, Path sample)
            && Files.exists(target)
            && Files.isSameFile(target, sample)) {
          throw usage("--output: " + output + " is one of the files to scan; choose another");
        }
      }
      return new BufferedOutputStream(Files.newOutputStream(target));
    } catch (InvalidPathException e) {
      throw usage("--output: " + output + ": not a path: " + e.getReason());
    } catch (IOException e) {
      throw usage("--output: cannot write " + output + ": " + Failures.writing(e));
    }
  }

  private ExitCode writingFailed(IOException e) {
    // Whoever read our output has seen enough, as `head` does: no message, but the run is not
    // complete.
    if (output == null && "Broken pipe".equals(e.getMessage())) {
      return ExitCode.INCOMPLETE;
    }
    String where = output == null ? "standard output" : output;
    complain(
        "cannot write results to "
            + where
            + ": "
            + Failures.writing(e)
            + "; the results are not complete");
    return ExitCode.INTERNAL;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private void complain(String message) {
    streams.complain(message);
  }

  /** Standard output belongs to the process, not to one command. */
  private static final class Unclosable extends FilterOutputStream {
    Unclosable(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
