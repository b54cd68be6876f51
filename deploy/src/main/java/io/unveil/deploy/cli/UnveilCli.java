package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.text.Printable;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands of {@code unveil}, wired to the streams and stages that the process gives. */
public final class UnveilCli {
  private final Streams streams;
  private final Services services;

  /**
   * @param streams where to write
   * @param services what the commands get their work done with
   */
  public UnveilCli(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  /**
   * Runs one command line.
   *
   * @param arguments as given to the process
   * @return the exit status, always that of an {@link ExitCode}
   */
  public int run(String... arguments) {
    boolean debug = Arrays.asList(arguments).contains("--debug");
    try {
      return commandLine(debug).execute(arguments);
    } catch (Throwable thrown) {
      return internal(thrown, debug);
    }
  }

  private CommandLine commandLine(boolean debug) {
    CommandLine commandLine =
        new CommandLine(new Root())
            .addSubcommand(new ScanCommand(streams, services.scanner(), services.sandbox()))
            .addSubcommand(new InspectCommand(streams))
            .addSubcommand(new FlowsCommand(streams))
            .addSubcommand(new ServeCommand(streams, services))
            .addSubcommand(new SubmitCommand(streams, services))
            .addSubcommand(new SearchCommand(streams, services))
            .addSubcommand(new ShowCommand(streams, services))
            .addSubcommand(new ReplayCommand(streams, services))
            .addSubcommand(new PurgeCommand(streams, services))
            .addSubcommand(new SnapshotCommand(streams, services))
            .addSubcommand(new RestoreCommand(streams, services))
            .addSubcommand(new TopicsCommand(streams, services))
            .addSubcommand(new DemoCommand(streams, services))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new HelpCommand());
    commandLine.setOut(writer(streams.out()));
    commandLine.setErr(writer(streams.err()));
    commandLine.registerConverter(Format.class, word -> constant(Format.values(), word));
    commandLine.registerConverter(FailOn.class, word -> constant(FailOn.values(), word));
    commandLine.setParameterExceptionHandler((e, _) -> usage(e));
    commandLine.setExecutionExceptionHandler((e, _, _) -> failed(e, debug));
    ExitCodeText.describe(commandLine.getSubcommands());
    for (CommandLine each : commandLine.getSubcommands().values()) {
      if (each.getCommand() instanceof Callable<?> && !(each.getCommand() instanceof ScanCommand)) {
        each.getCommandSpec().addOption(debugOption());
      }
      each.getCommandSpec()
          .exitCodeOnInvalidInput(ExitCode.USAGE.status())
          .exitCodeOnExecutionException(ExitCode.INTERNAL.status());
    }
    return commandLine;
  }

  private static <E extends Enum<E>> E constant(E[] constants, String word) {
    for (E constant : constants) {
      if (constant.toString().equalsIgnoreCase(word)) {
        return constant;
      }
    }
    String known = Arrays.stream(constants).map(Enum::toString).collect(Collectors.joining(", "));
    throw new TypeConversionException("'" + word + "' is none of " + known);
  }

  /** Read by {@link #run} before the commands are; here so that it is known and in the help. */
  private static OptionSpec debugOption() {
    return OptionSpec.builder("--debug")
        .type(boolean.class)
        .description("Print stack traces of errors.")
        .build();
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private int usage(ParameterException e) {
    String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      problem += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    streams.err().println("unveil: " + Printable.of(problem) + "; see " + command + " --help");
    return ExitCode.USAGE.status();
  }

  private int failed(Exception e, boolean debug) {
    return switch (e) {
      case ServerTroubleException trouble -> ended(trouble, ExitCode.INTERNAL, debug);
      case StartException start -> ended(start, start.exitCode(), debug);
      case RefusedException refused -> {
        Integer position = refused.position();
        String where = position == null ? "" : "query, column " + (position + 1) + ": ";
        streams.complain(where + refused.getMessage());
        yield ExitCode.USAGE.status();
      }
      default -> internal(e, debug);
    };
  }

  private int ended(Exception e, ExitCode exitCode, boolean debug) {
    streams.complain(String.valueOf(e.getMessage()));
    if (debug) {
      e.printStackTrace(streams.err());
    }
    return exitCode.status();
  }

  private int internal(Throwable thrown, boolean debug) {
    streams
        .err()
        .println(
            "unveil: internal error: "
                + Failures.crash(thrown)
                + (debug ? "" : "; rerun with --debug for details"));
    if (debug) {
      thrown.printStackTrace(streams.err());
    }
    return ExitCode.INTERNAL.status();
  }

  @Command(
      name = "unveil",
      description = "Finds Android apps that hide and spy, and proves what they do.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND")
  static final class Root {}
}
