package io.unveil.deploy.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code unveil version}: the same as {@code unveil --version}. */
@Command(
    name = "version",
    description = "Print the version.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VersionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var commandLine = java.util.Objects.requireNonNull(spec).commandLine();
    commandLine.printVersionHelp(commandLine.getOut());
    return ExitCode.OK.status();
  }
}
