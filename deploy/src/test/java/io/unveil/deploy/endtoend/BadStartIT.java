package io.unveil.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What cannot work is said in one line, with what to do, and with the documented exit status. */
class BadStartIT {
  private static final String WITHOUT_ROOTS_RIGHTS = "-dac_override,-dac_read_search";

  @TempDir private static Path temporary;

  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    server = ServerProcess.start(temporary.resolve("data"));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "no.such.key=1, 2, no.such.key",
    "kafka.prot=1, 2, did you mean kafka.port?",
    "work.attempts=99, 2, 1 to 10",
    "kafka.port=70000, 2, 65535",
    "http.address=0.0.0.0, 2, needs TLS",
    "http.address=192.0.2.1, 2, needs TLS",
    "kafka.bootstrap=127.0.0.1:1, 4, the broker at 127.0.0.1:1 does not answer",
  })
  void settingThatCannotWork(String setting, int status, String said) throws Exception {
    Launcher.Run run =
        Launcher.unveil("serve", "--data", temporary.resolve("new"), "--port", 0, "--set", setting);

    assertOneLine(run, status, said);
  }

  @Test
  void portInUse() throws Exception {
    int port = URI.create(server.serverJson().at("/http").asString()).getPort();

    Launcher.Run run =
        Launcher.unveil("serve", "--data", temporary.resolve("other"), "--port", port);

    assertOneLine(run, 4, "port " + port + " is in use by another program");
  }

  @Test
  void dataFolderInUse() throws Exception {
    Launcher.Run run = Launcher.unveil("serve", "--data", server.data(), "--port", 0);

    assertOneLine(run, 4, "in use by process " + server.serverJson().at("/pid").asInt());
  }

  @Test
  void dataFolderNotWritable() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("read-only"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));

    Launcher.Run run = withoutRootsRights("serve", "--data", folder, "--port", 0);

    assertOneLine(run, 4, "permission denied");
  }

  @Test
  void dataFolderIsAFile() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));

    assertOneLine(Launcher.unveil("serve", "--data", file, "--port", 0), 4, file.toString());
  }

  @Test
  void configMissing() throws Exception {
    Launcher.Run run = Launcher.unveil("serve", "--config", temporary.resolve("none"));

    assertOneLine(run, 2, "no such readable file");
  }

  @Test
  void submit_missingAndEmptyPaths_areSaid_andTheRestIsSent() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("inputs"));
    Path nothing = Files.createDirectory(folder.resolve("no apks"));
    Path empty = Files.createFile(folder.resolve("empty.apk"));
    Path good = Launcher.demoApks().resolve("honest-notes.apk");

    Launcher.Run run =
        Launcher.unveil(
            "submit", "--data", server.data(), folder.resolve("missing.apk"), nothing, empty, good);

    assertThat(run.status()).as(run + "\n" + server).isEqualTo(3);
    assertThat(run.err().lines().toList())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("missing.apk: no such file or folder"))
        .anySatisfy(line ->
            assertThat(line)
                .contains("no apks: no .apk, .apks, .xapk or .apkm file in this folder"))
        .anySatisfy(line -> assertThat(line).contains("empty.apk: the file is empty"));
    assertThat(run.out()).contains(Apks.sha256(Files.readAllBytes(good)), "1 submitted");
  }

  @Test
  void submit_fileThatMayNotBeRead_isSaid() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("locked"));
    Path locked =
        Files.copy(Launcher.demoApks().resolve("honest-notes.apk"), folder.resolve("locked.apk"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("-wx------"));

    Launcher.Run run = withoutRootsRights("submit", "--server", server.address(), locked);

    assertOneLine(run, 3, "locked.apk: ");
    assertThat(run.err()).containsIgnoringCase("permission");
  }

  @Test
  void submit_whatIsNoApk_hasAResultThatSaysSo() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("no apks at all"));
    byte[] png = {
      (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };
    Path image = Files.write(folder.resolve("image.apk"), png);
    byte[] apk = Files.readAllBytes(Launcher.demoApks().resolve("honest-notes.apk"));
    Path cut = Files.write(folder.resolve("cut.apk"), java.util.Arrays.copyOf(apk, apk.length / 2));

    Launcher.Run run = Launcher.unveil("submit", "--data", server.data(), "--wait", folder);

    assertThat(run.status()).as(run + "\n" + server).isEqualTo(3);
    assertThat(run.err()).as(run.toString()).isEmpty();
    assertThat(run.out()).contains("2 files: 2 inconclusive");
    Map<String, String> states = new java.util.HashMap<>();
    for (JsonNode hit : Hits.of(server.data(), "verdict:inconclusive")) {
      states.put(hit.at("/sha256").asString(), hit.at("/state").asString());
    }
    assertThat(states)
        .containsOnlyKeys(
            Apks.sha256(Files.readAllBytes(image)), Apks.sha256(Files.readAllBytes(cut)));
  }

  @Test
  void noServer_isSaidWithTheCommandThatStartsOne() throws Exception {
    Path none = temporary.resolve("none");
    Path apk = Launcher.demoApks().resolve("honest-notes.apk");

    assertOneLine(Launcher.unveil("submit", "--data", none, apk), 4, "unveil serve --data " + none);
    assertOneLine(
        Launcher.unveil("submit", "--server", "http://127.0.0.1:1", apk), 4, "127.0.0.1:1");
    assertOneLine(Launcher.unveil("search", "--data", none, "x"), 4, "holds no samples yet");
  }

  private static void assertOneLine(Launcher.Run run, int status, String said) {
    assertThat(run.status()).as(run.toString()).isEqualTo(status);
    assertThat(run.err())
        .as(run.toString())
        .startsWith("unveil: ")
        .contains(said)
        .hasLineCount(1)
        .endsWith("\n");
  }

  /** Root may read and write everything, so it gives that up first. */
  private static Launcher.Run withoutRootsRights(Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of(
              "setpriv",
              "--inh-caps=" + WITHOUT_ROOTS_RIGHTS,
              "--bounding-set=" + WITHOUT_ROOTS_RIGHTS));
    }
    command.addAll(Launcher.command(arguments));
    return Launcher.run(command);
  }
}
