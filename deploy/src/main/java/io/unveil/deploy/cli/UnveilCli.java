package io.unveil.deploy.cli;

import io.unveil.deploy.text.Printable;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands of {@code unveil}, wired to the streams and stages that the process gives. */
public final class UnveilCli {
  private final Streams streams;
  private final Supplier<Scanner> scanner;

  /**
   * @param streams where to write
   * @param scanner makes the scanner on first use, so that commands without a scan do not load the
   *     analyzer; must give the same scanner to all threads
   */
  public UnveilCli(Streams streams, Supplier<Scanner> scanner) {
    this.streams = streams;
    this.scanner = scanner;
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
    CommandLine scan = new CommandLine(new ScanCommand(streams, scanner));
    describeExitCodes(scan);
    CommandLine commandLine =
        new CommandLine(new Root())
            .addSubcommand(scan)
            .addSubcommand(new VersionCommand())
            .addSubcommand(new HelpCommand());
    commandLine.setOut(writer(streams.out()));
    commandLine.setErr(writer(streams.err()));
    commandLine.registerConverter(Format.class, word -> constant(Format.values(), word));
    commandLine.registerConverter(FailOn.class, word -> constant(FailOn.values(), word));
    commandLine.setParameterExceptionHandler((e, _) -> usage(e));
    commandLine.setExecutionExceptionHandler((e, _, _) -> internal(e, debug));
    for (CommandLine each : commandLine.getSubcommands().values()) {
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

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static void describeExitCodes(CommandLine command) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      exitCodes.put(" " + code.status(), code.meaning());
    }
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes);
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
