package io.unveil.deploy.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** What each {@link ExitCode} means for each command, in its help text. */
final class ExitCodeText {
  private static final String NO_SERVER = "no server answers, or a defect of Unveil";

  private ExitCodeText() {}

  static void describe(Map<String, CommandLine> commands) {
    commands.forEach((name, command) -> {
      Map<ExitCode, String> meanings = meanings(name);
      if (!meanings.isEmpty()) {
        describe(command, meanings);
      }
    });
  }

  private static Map<ExitCode, String> meanings(String command) {
    Map<ExitCode, String> meanings = new EnumMap<>(ExitCode.class);
    switch (command) {
      case "scan" -> {
        for (ExitCode code : ExitCode.values()) {
          meanings.put(code, code.meaning());
        }
      }
      case "inspect" -> {
        meanings.put(ExitCode.OK, "everything was read");
        meanings.put(ExitCode.USAGE, "wrong command line");
        meanings.put(ExitCode.INCOMPLETE, "unreadable, or read only in part");
        meanings.put(ExitCode.INTERNAL, "a defect of Unveil, or the output cannot be written");
      }
      case "flows" -> {
        meanings.put(ExitCode.OK, "everything was read, with or without flows");
        meanings.put(ExitCode.USAGE, "wrong command line or models; nothing was read");
        meanings.put(ExitCode.INCOMPLETE, "a file is unreadable, or was read only in part");
        meanings.put(ExitCode.INTERNAL, "a defect of Unveil, or the output cannot be written");
      }
      case "serve" -> {
        meanings.put(ExitCode.OK, "ended by SIGTERM or SIGINT, everything written down");
        meanings.put(ExitCode.USAGE, "wrong command line or settings; nothing was started");
        meanings.put(ExitCode.INTERNAL, "cannot start, or a part ended on its own; says which");
      }
      case "submit" -> {
        meanings.put(ExitCode.OK, "the server has every sample; with --wait also as scan");
        meanings.put(ExitCode.FINDINGS, "with --wait: a verdict is at or above --fail-on");
        meanings.put(ExitCode.USAGE, "wrong command line; nothing was submitted");
        meanings.put(ExitCode.INCOMPLETE, "a file is unreadable; with --wait also as scan");
        meanings.put(
            ExitCode.INTERNAL, "no server answers, it took only some, or a defect of Unveil");
      }
      case "search" -> {
        meanings.put(ExitCode.OK, "the answer is complete, also when nothing was found");
        meanings.put(ExitCode.USAGE, "wrong command line or query");
        meanings.put(ExitCode.INTERNAL, NO_SERVER);
      }
      case "show" -> {
        meanings.put(ExitCode.OK, "the sample has a result, whatever its verdict");
        meanings.put(ExitCode.USAGE, "wrong command line, or several samples begin so");
        meanings.put(ExitCode.INCOMPLETE, "the sample is unknown or has no result yet");
        meanings.put(ExitCode.INTERNAL, NO_SERVER);
      }
      case "replay" -> {
        meanings.put(ExitCode.OK, "everything that could go back did");
        meanings.put(ExitCode.USAGE, "wrong command line");
        meanings.put(ExitCode.INCOMPLETE, "a named sample is not stored or unknown");
        meanings.put(ExitCode.INTERNAL, NO_SERVER);
      }
      case "purge" -> {
        meanings.put(ExitCode.OK, "the sample is gone, or was unknown");
        meanings.put(ExitCode.USAGE, "wrong command line, or without --yes; nothing was removed");
        meanings.put(ExitCode.INTERNAL, NO_SERVER);
      }
      case "snapshot" -> {
        meanings.put(ExitCode.OK, "the snapshot is there");
        meanings.put(ExitCode.USAGE, "wrong command line");
        meanings.put(ExitCode.INTERNAL, NO_SERVER);
      }
      case "restore" -> {
        meanings.put(ExitCode.OK, "the index is a copy of the snapshot");
        meanings.put(ExitCode.USAGE, "wrong command line");
        meanings.put(
            ExitCode.INTERNAL,
            "no usable snapshot, a server runs, or a defect; the index is as it was");
      }
      case "topics" -> {
        meanings.put(
            ExitCode.OK, "the cluster has what the stream needs, or the script is printed");
        meanings.put(ExitCode.USAGE, "wrong command line or settings");
        meanings.put(ExitCode.INCOMPLETE, "something is missing or differs; the output says what");
        meanings.put(ExitCode.INTERNAL, "the cluster does not answer or refuses, or a defect");
      }
      default -> {}
    }
    return meanings;
  }

  private static void describe(CommandLine command, Map<ExitCode, String> meanings) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    meanings.forEach((code, meaning) -> exitCodes.put(" " + code.status(), meaning));
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes);
  }
}
