package io.unveil.deploy.main;

import static io.unveil.fixtures.BinaryXml.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.cli.Streams;
import io.unveil.deploy.cli.UnveilCli;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code scan} says of real files about what lies beside their code. */
final class ScannedTextTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void bundle_isListedWithIdentityAndMembers() throws Exception {
    byte[] base = ApkBuilder.apk("com.example.pet").build();
    byte[] other = ApkBuilder.apk("com.example.other").build();
    ZipWriter zip = new ZipWriter();
    zip.add("base.apk", base);
    zip.add("other.apk", other);
    Path file = Files.write(folder.resolve("pet.apks"), zip.toBytes());

    String text = scan("scan", folder.toString());
    JsonNode json = JsonMapper.shared().readTree(scan("scan", "--format", "json", file.toString()));

    assertThat(text)
        .contains("bundle: apks of 2 APKs, identity " + json.at("/bundle/identity").asString())
        .contains("base.apk: base, SHA-256 " + ApkBytes.of(base).sha256())
        .contains("other.apk: base, SHA-256 " + ApkBytes.of(other).sha256() + ", does not belong");
    assertThat(json.at("/sha256").asString()).isEqualTo(ApkBytes.of(zip.toBytes()).sha256());
    assertThat(json.at("/bundle/members")).hasSize(2);
  }

  @Test
  void appInsideAndServices_areListed() throws Exception {
    byte[] inner = ApkBuilder.apk("com.example.inner").label("Inner").build();
    ApkBuilder app = ApkBuilder.apk("com.example.outer").entry("assets/a.bin", inner);
    app.string("project_id", "example-project").string("google_app_id", "1:2:android:3");
    int watch =
        app.xml(
            "xml",
            "watch",
            element("accessibility-service").bool("canRetrieveWindowContent", true));
    app.service(".Watcher", s -> s.metaData("android.accessibilityservice", watch));

    assertThat(scan("scan", write(app)))
        .contains(
            "app inside: assets/a.bin: com.example.inner \"Inner\", SHA-256 "
                + ApkBytes.of(inner).sha256())
        .contains("accessibility service: com.example.outer.Watcher, reads windows, of all apps")
        .contains("Firebase project: example-project, 1:2:android:3")
        .containsPattern("signature: v\\d");
  }

  @Test
  void limitOfTheCommandLine_isHitAndNamed() throws Exception {
    ApkBuilder app =
        ApkBuilder.apk("com.example.app")
            .dex("classes.dex", DexCompiler.dex("package com.example.app; class A {}"));

    String[] line = {"scan", "--format", "json", "--limit", "max-dex-bytes=100 B", write(app)};
    JsonNode limits = JsonMapper.shared().readTree(scan(line)).at("/completeness/limits");

    assertThat(limits).hasSize(1);
    assertThat(limits.at("/0/limit").asString()).isEqualTo("max-dex-bytes");
    assertThat(limits.at("/0/bound").asInt()).isEqualTo(100);
    assertThat(limits.at("/0/where").asString()).isEqualTo("classes.dex");
  }

  private String write(ApkBuilder app) throws Exception {
    return Files.write(folder.resolve("app.apk"), app.build()).toString();
  }

  private String scan(String... line) {
    out.reset();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var _ =
        new UnveilCli(new Streams(out, err, false), Unveil.services(new Signals(), err)).run(line);
    return out.toString(StandardCharsets.UTF_8);
  }
}
