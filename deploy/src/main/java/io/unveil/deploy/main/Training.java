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
   * @param arguments {@code scan} or {@code serve}, by the class path, and the folder with the APKs
   *     to train on
   */
  public static void main(String[] arguments) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    Streams streams =
        new Streams(nowhere, new PrintStream(nowhere, true, StandardCharsets.UTF_8), false);
    UnveilCli cli = new UnveilCli(streams, Unveil.services(new Signals(), streams.err()));
    List<List<String>> commands =
        arguments[0].equals("serve") ? ofServers(arguments[1]) : ofScans(arguments[1]);
    for (List<String> command : commands) {
      cli.run(command.toArray(String[]::new));
    }
  }

  private static List<List<String>> ofScans(String apks) {
    return List.of(
        List.of("--version"),
        List.of("--help"),
        List.of("scan", "--help"),
        List.of("scan", "--nonsense"),
        List.of("scan", apks),
        List.of("scan", "--format", "json", apks),
        List.of("scan", "--format", "jsonl", apks));
  }

  /**
   * Nothing listens on port 1, and the folder is no data folder: the data of people is left alone.
   */
  private static List<List<String>> ofServers(String apks) {
    return List.of(
        List.of("search", "--help"),
        List.of("search", "--nonsense"),
        List.of("search", "--server", "http://127.0.0.1:1", "verdict:stalkerware"),
        List.of("search", "--data", apks, "verdict:stalkerware"),
        List.of("submit", "--data", apks, apks));
  }
}
