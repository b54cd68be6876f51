package io.unveil.deploy.main;

import io.unveil.deploy.cli.Streams;
import io.unveil.deploy.cli.UnveilCli;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the launcher runs to fill the AOT cache (<a href="https://openjdk.org/jeps/514">JEP
 * 514</a>): every command that people wait for, once, with the output thrown away.
 */
public final class Training {
  private Training() {}

  /**
   * Runs the commands.
   *
   * @param arguments one: the folder with the APKs to train on
   */
  public static void main(String[] arguments) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    Streams streams =
        new Streams(nowhere, new PrintStream(nowhere, true, StandardCharsets.UTF_8), false);
    UnveilCli cli = new UnveilCli(streams, Unveil.onFirstUse());
    List<List<String>> commands =
        List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("scan", "--help"),
            List.of("scan", "--nonsense"),
            List.of("scan", arguments[0]),
            List.of("scan", "--format", "json", arguments[0]),
            List.of("scan", "--format", "jsonl", arguments[0]));
    for (List<String> command : commands) {
      cli.run(command.toArray(String[]::new));
    }
  }
}
