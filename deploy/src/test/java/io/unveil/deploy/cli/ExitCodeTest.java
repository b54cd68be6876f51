package io.unveil.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void numbers_arePermanent() {
    assertThat(ExitCode.values())
        .extracting(code -> code.status() + " " + code.name())
        .containsExactly("0 OK", "1 FINDINGS", "2 USAGE", "3 INCOMPLETE", "4 INTERNAL");
  }

  @Test
  void severalApply_internalThenFindingsThenIncompleteWins() {
    assertThat(ExitCode.INTERNAL.and(ExitCode.FINDINGS)).isEqualTo(ExitCode.INTERNAL);
    assertThat(ExitCode.FINDINGS.and(ExitCode.INTERNAL)).isEqualTo(ExitCode.INTERNAL);
    assertThat(ExitCode.FINDINGS.and(ExitCode.INCOMPLETE)).isEqualTo(ExitCode.FINDINGS);
    assertThat(ExitCode.INCOMPLETE.and(ExitCode.FINDINGS)).isEqualTo(ExitCode.FINDINGS);
    assertThat(ExitCode.INCOMPLETE.and(ExitCode.OK)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(ExitCode.OK.and(ExitCode.OK)).isEqualTo(ExitCode.OK);
  }

  @Test
  void readme_listsEveryCodeForEveryCommand() throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("unveil.root"), "README.md"));
    String codes =
        Arrays.stream(ExitCode.values())
            .map(code -> String.valueOf(code.status()))
            .collect(Collectors.joining(" | "));
    assertThat(readme).contains("\n| command | " + codes + " |\n");
    for (String command : List.of("scan", "serve", "submit", "search", "show", "demo")) {
      assertThat(readme.lines())
          .as(command)
          .anyMatch(line ->
              line.startsWith("| `" + command + "` | ")
                  && line.split("\\|", -1).length == ExitCode.values().length + 3);
    }
  }
}
