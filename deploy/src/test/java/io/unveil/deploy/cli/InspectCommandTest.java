package io.unveil.deploy.cli;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.Samples;
import io.unveil.fixtures.SignedApks;
import io.unveil.fixtures.SigningBlocks;
import io.unveil.fixtures.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code unveil inspect} over built APKs, with the real readers. */
class InspectCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int inspect(Object... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "inspect";
    for (int i = 0; i < arguments.length; i++) {
      line[i + 1] = arguments[i].toString();
    }
    PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
    Services services =
        FakeServices.scanning(() -> {
          throw new AssertionError("inspect made a scanner");
        });
    return new UnveilCli(new Streams(out, complaints, false), services).run(line);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void honestApp_showsIdentityCodeSignerAndManifestWithNames() throws IOException {
    byte[] bytes =
        apk("com.example.notes")
            .version(7, "1.2")
            .sdk(23, 34)
            .labelResource("Notes")
            .permission("android.permission.INTERNET")
            .activity("com.example.notes.Main", _ -> {})
            .source("package com.example.notes; public class Main extends android.app.Activity {}")
            .build();

    int status = inspect(file("notes.apk", bytes));

    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(text())
        .contains("package com.example.notes, version 1.2 (7), minSdk 23, targetSdk 34")
        .contains("API 21–22: refused\n    its minSdkVersion is 23\n")
        .contains("  API 24–36: installs, if the signature is valid (not verified)\n")
        .contains("signing: v2, v3\n")
        .contains("API 23: refused, there is none of a scheme that this API level knows")
        .containsPattern("API 24–27: goes by v2, [0-9a-f]{16}\n")
        .contains("certificate CN=")
        .contains("classes.dex: version 0")
        .contains("loaded by Android")
        .contains("anomalies: 0\n  everything was read\n")
        .contains("android:minSdkVersion=\"23\"")
        .containsPattern("android:label=\"@string/[a-z_]+\"");
    assertThat(err.size()).isZero();
  }

  @Test
  void tamperedApp_showsAnomaliesWithOffsets() throws IOException {
    int status = inspect(file("tampered.apk", Samples.named("tampered-archive").apk()));

    assertThat(status).isZero();
    assertThat(text()).containsPattern("anomalies: [1-9]").containsPattern(" at offset [0-9,]+");
  }

  @Test
  void json_holdsTheSameFactsAndEveryEntry() throws IOException {
    Path app = file("spy.apk", Samples.named("hidden-icon-sms-spy").apk());

    assertThat(inspect("--format", "json", app)).isZero();

    JsonNode tree = JSON.readTree(text());
    assertThat(tree.at("/file").asString()).isEqualTo(app.toString());
    assertThat(tree.at("/apk/sha256").asString()).hasSize(64);
    assertThat(tree.at("/manifest/tag").asString()).isEqualTo("manifest");
    assertThat(tree.at("/entries").size()).isEqualTo(tree.at("/apk/entryCount").asInt());
    assertThat(tree.at("/dex/0/classes").asInt()).isPositive();
    assertThat(tree.at("/installs/0/fromApi").asInt()).isEqualTo(21);
  }

  @Test
  void namesFromTheSample_cannotDriveTheTerminal() throws IOException {
    byte[] bytes =
        apk("com.example.a")
            .label("x\u001B[2J\u202Ey")
            .entry("assets/\u001B]0;t", new byte[3])
            .build();

    inspect("--entries", file("hostile.apk", bytes));

    assertThat(text()).doesNotContain("\u001B").doesNotContain("\u202E").contains("\\u{1b}");
  }

  @Test
  void whatIsNoApk_endsWithOneLineAndIncomplete() throws IOException {
    assertThat(inspect(file("picture.apk", new byte[64]))).isEqualTo(3);
    assertThat(inspect(folder.resolve("missing.apk"))).isEqualTo(3);
    assertThat(inspect(folder)).isEqualTo(3);

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("unveil: "));
    assertThat(out.size()).isZero();
  }

  @Test
  void cutArchive_saysWhatWasNotRead_andEndsWithIncomplete() throws IOException {
    byte[] whole = Samples.named("honest-notes").apk();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 40);

    assertThat(inspect(file("cut.apk", cut))).isEqualTo(3);
    assertThat(text()).contains("  not read:\n").contains("refused");
  }

  @Test
  void v4SignatureBesideTheFile_isShown_andABrokenOneToo() throws IOException {
    Path app = folder.resolve("app.apk");
    Path signature = folder.resolve("app.apk.idsig");
    Files.write(
        app,
        SignedApks.withV4(
            SigningBlocks.unsigned().build(), signature, SigningKey.named("com.example.old")));

    assertThat(inspect(app)).isZero();
    assertThat(text()).containsPattern("v4 beside the file: [0-9a-f]{16}, APK digest [0-9a-f]{16}");

    Files.write(signature, new byte[] {2, 0, 0, 0, 9});
    out.reset();
    assertThat(inspect(app)).isZero();
    assertThat(text()).contains("v4: " + signature + ": ").doesNotContain("v4 beside the file");
  }
}
