package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
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

/** {@code unveil search}: a query in, samples out. */
@Command(
    name = "search",
    description = {
      "Find samples that were analysed, such as: unveil search verdict:stalkerware"
          + " permission:READ_SMS",
      "Asks the running server, else opens the index in the data folder."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SearchCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 100_000;

  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description =
          "What to find, in the language of docs/search.md; several words need all of them. None:"
              + " every sample.")
  private List<String> words = List.of();

  @Mixin private ServerChoice choice = new ServerChoice();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (for people), json (indented), jsonl (one hit per line). Default: text.")
  private Format format = Format.TEXT;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Hits to show, 0 to " + MAX_LIMIT + ". Default: 50.")
  private int limit;

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description = "An order that docs/search.md lists. Default: the one it names.")
  private @Nullable String sort;

  @Option(
      names = "--facets",
      paramLabel = "FIELD",
      split = ",",
      description = "Also count what is found by the values of these fields, with commas between.")
  private List<String> facets = List.of();

  SearchCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw usage("--limit: " + limit + " is not between 0 and " + MAX_LIMIT);
    }
    if (format == Format.JSONL && !facets.isEmpty()) {
      throw usage("--facets needs --format text or json; jsonl has hits only");
    }
    String query = String.join(" ", words);
    try (Samples samples = choice.samples(services)) {
      SearchRun run = new SearchRun(samples, query, sort, limit, facets);
      return StandardOutput.write(streams, out -> run.write(format, out)).status();
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
