package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.UnveilClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil submit}: files to a running server. */
@Command(
    name = "submit",
    description = {
      "Submit APK files to a running server (unveil serve).",
      "Each line of output is a sample that the server has on its disk and in its queue: SHA-256,"
          + " name."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SubmitCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "APK files, bundles of them (.apks, .xapk, .apkm), and folders whose files with these"
              + " endings are submitted at any depth (links are not followed).")
  private List<String> paths = List.of();

  @Mixin private ServerChoice choice = new ServerChoice();

  @Option(
      names = "--bulk",
      description =
          "Nobody waits: gives way to interactive samples. Default when PATH is a folder.")
  private boolean bulk;

  @Option(
      names = "--interactive",
      description = "Someone waits: overtakes bulk samples. Default when all PATHs are files.")
  private boolean interactive;

  @Option(
      names = "--wait",
      description =
          "Wait until every submitted sample has a result, print the verdicts, and exit as scan"
              + " does.")
  private boolean wait;

  @Option(
      names = "--fail-on",
      paramLabel = "VERDICT",
      defaultValue = "suspicious",
      description = {
        "With --wait: exit with 1 from this verdict on: clean, inconclusive, suspicious,"
            + " monitoring, stalkerware, or never.",
        "Default: suspicious."
      })
  private FailOn failOn = FailOn.SUSPICIOUS;

  @Option(
      names = "--allow-partial",
      description =
          "With --wait: do not exit with 3 for files that were read only in part or are"
              + " inconclusive.")
  private boolean allowPartial;

  SubmitCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    if (bulk && interactive) {
      throw new CommandLine.ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "--bulk and --interactive exclude each other");
    }
    try (UnveilClient client = choice.running(services)) {
      InputListing listing = InputListing.of(paths);
      if (listing.linksPassedOver() > 0) {
        streams.complain(
            listing.linksPassedOver()
                + " symbolic links below the given folders were not followed");
      }
      boolean nobodyWaits = bulk || (!interactive && paths.stream().anyMatch(this::isFolder));
      SubmitRun run = new SubmitRun(streams, client, nobodyWaits);
      return StandardOutput.write(
              streams,
              out -> {
                ExitCode sent = run.send(listing.inputs(), out, !wait);
                if (!wait) {
                  return sent;
                }
                Tally tally = new Tally(failOn, allowPartial);
                tally.end(sent);
                run.await(out, tally);
                return tally.exitCode();
              })
          .status();
    }
  }

  private boolean isFolder(String name) {
    try {
      return Files.isDirectory(Path.of(name));
    } catch (java.nio.file.InvalidPathException _) {
      return false;
    }
  }
}
