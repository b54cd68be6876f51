package io.unveil.deploy.cli;

import io.unveil.deploy.client.Purged;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.UnveilClient;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil purge}: one sample is removed everywhere. */
@Command(
    name = "purge",
    description = {
      "Remove one sample from a running server: its bytes, facts, result, places where it was seen,"
          + " failures, and the index.",
      "Cannot be undone. The same bytes are taken again when they are submitted later."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PurgeCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHA256", description = "SHA-256 of the sample, all 64 digits.")
  private String sample = "";

  @Option(names = "--yes", description = "Needed, because a removed sample cannot be had back.")
  private boolean yes;

  @Mixin private ServerChoice choice = new ServerChoice();

  PurgeCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    String sha256 = sample.toLowerCase(Locale.ROOT);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw usage("'" + sample + "' is no SHA-256; give all 64 hex digits");
    }
    if (!yes) {
      throw usage("a removed sample cannot be had back; add --yes to remove " + sha256);
    }
    Purged purged;
    try (UnveilClient client = choice.running(services)) {
      purged = client.purge(sha256);
    }
    return StandardOutput.write(
            streams,
            out -> {
              out.write(text(purged).getBytes(StandardCharsets.UTF_8));
              return ExitCode.OK;
            })
        .status();
  }

  private static String text(Purged purged) {
    StringBuilder text = new StringBuilder(purged.sha256()).append('\n');
    line(text, "store", purged.stored() ? "removed, with what was derived" : "had nothing");
    line(text, "result", purged.result() ? "removed, and from the index" : "there was none");
    line(text, "facts", purged.facts() ? "removed" : "there were none");
    line(text, "origins", purged.origins() + " removed");
    line(text, "failure", purged.failure() ? "removed" : "there was none");
    if (purged.deadLetters() > 0) {
      line(text, "dead letters", purged.deadLetters() + " stay; nobody reads them again");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String where, String what) {
    text.append("  ").append(where).append(": ").append(what).append('\n');
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
