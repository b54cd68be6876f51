package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil show}: everything that is known about one sample. */
@Command(
    name = "show",
    description = {
      "Show what is known about one sample: its report, where and when it was seen.",
      "Asks the running server, else opens the index in the data folder."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ShowCommand implements Callable<Integer> {
  private static final int SHA256_DIGITS = 64;
  private static final int FEWEST_DIGITS = 4;

  /** Samples named when a prefix is not enough. */
  private static final int NAMED = 3;

  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "SHA256",
      description = "SHA-256 of the sample, or its first digits when no other has the same.")
  private String digits = "";

  @Mixin private ServerChoice choice = new ServerChoice();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (for people), json (indented), jsonl (one line). Default: text.")
  private Format format = Format.TEXT;

  ShowCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    String prefix = digits.toLowerCase(Locale.ROOT);
    if (!prefix.matches("[0-9a-f]{" + FEWEST_DIGITS + "," + SHA256_DIGITS + "}")) {
      throw usage(
          "'"
              + digits
              + "' is no SHA-256; give all "
              + SHA256_DIGITS
              + " hex digits or the first "
              + FEWEST_DIGITS
              + " or more");
    }
    try (Samples samples = choice.samples(services)) {
      String sha256 = prefix;
      if (prefix.length() < SHA256_DIGITS) {
        List<String> found = samples.withPrefix(prefix, NAMED + 1);
        if (found.size() > 1) {
          throw usage(several(prefix, found));
        }
        sha256 = found.isEmpty() ? "" : found.getFirst();
      }
      Optional<SampleView> view = sha256.isEmpty() ? Optional.empty() : samples.sample(sha256);
      if (view.isEmpty()) {
        streams.complain(
            digits + ": unknown sample; submit it first, or look for it with unveil search");
        return ExitCode.INCOMPLETE.status();
      }
      return StandardOutput.write(streams, out -> new SampleText(view.get()).write(format, out))
          .status();
    }
  }

  private static String several(String prefix, List<String> found) {
    return "samples that begin with "
        + prefix
        + ": "
        + String.join(", ", found.subList(0, Math.min(NAMED, found.size())))
        + (found.size() > NAMED ? " and more" : "")
        + "; give more digits";
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
