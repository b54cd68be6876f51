package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Replayed;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.UnveilClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil replay}: what a stage gave up goes back into the stream. */
@Command(
    name = "replay",
    description = {
      "Put samples that a stage gave up back into the stream of a running server, after what made"
          + " them fail was mended.",
      "A sample that has a report is left alone, and a new failure never replaces a report."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
  private static final int AT_ONCE = 1_000;

  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      required = true,
      description = "Whose failures: unpack, analyze or judge.")
  private String stage = "";

  @Parameters(
      arity = "0..*",
      paramLabel = "SHA256",
      description =
          "SHA-256 of samples whose result is a failure. Default: all that the stage gave up.")
  private List<String> samples = List.of();

  @Mixin private ServerChoice choice = new ServerChoice();

  ReplayCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    if (!Set.of("unpack", "analyze", "judge").contains(stage)) {
      throw usage("--stage: '" + stage + "' is none of unpack, analyze, judge");
    }
    Set<String> named = new LinkedHashSet<>();
    for (String sample : samples) {
      String sha256 = sample.toLowerCase(Locale.ROOT);
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw usage("'" + sample + "' is no SHA-256; give all 64 hex digits");
      }
      named.add(sha256);
    }
    Replayed all = new Replayed(stage, 0, 0, 0, 0, 0, 0);
    try (UnveilClient client = choice.running(services)) {
      List<String> left = new ArrayList<>(named);
      do {
        List<String> next = left.subList(0, Math.min(AT_ONCE, left.size()));
        all = sum(all, client.replay(stage, List.copyOf(next)));
        next.clear();
      } while (!left.isEmpty());
    }
    Replayed done = all;
    boolean notDone = done.notStored() + done.unknown() > 0;
    return StandardOutput.write(
            streams,
            out -> {
              out.write((text(done) + "\n").getBytes(StandardCharsets.UTF_8));
              return notDone ? ExitCode.INCOMPLETE : ExitCode.OK;
            })
        .status();
  }

  private static Replayed sum(Replayed a, Replayed b) {
    return new Replayed(
        a.stage(),
        a.putBack() + b.putBack(),
        a.reported() + b.reported(),
        a.waiting() + b.waiting(),
        a.notStored() + b.notStored(),
        a.unknown() + b.unknown(),
        a.left() + b.left());
  }

  private static String text(Replayed done) {
    StringBuilder text =
        new StringBuilder("put back " + done.putBack() + " samples that failed at " + done.stage());
    append(text, done.reported(), "have a report and stay as they are");
    append(text, done.waiting(), "have no result yet and are under way");
    append(text, done.notStored(), "are not stored any more; submit them again");
    append(text, done.unknown(), "are unknown here; submit them");
    append(text, done.left(), "were too many for once; run this again when these are done");
    return text.toString();
  }

  private static void append(StringBuilder text, int samples, String what) {
    if (samples > 0) {
      text.append("; ").append(samples).append(' ').append(what);
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
