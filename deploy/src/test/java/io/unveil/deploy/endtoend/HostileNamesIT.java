package io.unveil.deploy.endtoend;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names that a sample brings along reach logs and terminals only escaped: the log stays one object
 * a line, and no character drives a terminal or turns text around.
 */
class HostileNamesIT {
  private static final String HOSTILE =
      "\u001b]0;owned\u0007\u202e\r\n{\"level\":\"forged\"}\u2028\u009b";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path temporary;

  @Test
  void hostileNames_areEscapedInLogsAndOutput() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("samples"));
    byte[] app = apk("com.example.hostile").label(HOSTILE).string("text", HOSTILE).build();
    Path good = Files.write(folder.resolve("app" + HOSTILE.replace('/', '_') + ".apk"), app);
    byte[] noArchive = ("PK\u0003\u0004" + HOSTILE).getBytes(StandardCharsets.UTF_8);
    Path bad = Files.write(folder.resolve("bad" + HOSTILE.replace('/', '_') + ".apk"), noArchive);
    Path data = temporary.resolve("data");
    try (ServerProcess server =
        ServerProcess.start(data, "--set", "log.format=json", "--set", "log.level=debug")) {
      Launcher.Run submit = Launcher.unveil("submit", "--data", data, "--wait", good, bad);
      Launcher.Run show =
          Launcher.unveil("show", "--data", data, Apks.sha256(app).substring(0, 12));
      Launcher.Run search = Launcher.unveil("search", "--data", data, "state:*");
      server.get("/api/v1/samples/" + "%1B%5B31m%0A");
      assertThat(show.status()).as(show + "\n" + server).isZero();

      for (Launcher.Run run : List.of(submit, show, search)) {
        assertHarmless(run.out());
        assertHarmless(run.err());
      }
      assertThat(submit.out()).contains("owned");
      assertThat(server.terminate()).isZero();
      assertHarmless(server.err());
      assertThat(server.err().lines()).isNotEmpty().allSatisfy(line -> JSON.readTree(line));
      assertThat(server.err()).doesNotContain("\"level\":\"forged\"");
    }
  }

  private static void assertHarmless(String text) {
    assertThat(text.chars())
        .as(text)
        .allMatch(c -> c == '\n' || !Character.isISOControl(c))
        .noneMatch(c -> Character.getType(c) == Character.FORMAT)
        .noneMatch(c -> Character.getType(c) == Character.LINE_SEPARATOR);
  }
}
