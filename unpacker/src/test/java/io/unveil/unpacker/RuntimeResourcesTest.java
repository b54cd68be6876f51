package io.unveil.unpacker;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ResourceConfig;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.manifest.InflatedNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Strings by id, and what layouts name, however files and archives are arranged. */
class RuntimeResourcesTest {
  private static final String APP = "com.example.pet";
  private static final int FIRST_STRING = 0x7f010000;
  private static final int FIRST_ARRAY = 0x7f090000;
  private static final int MISSING = 0x7f7f0000;

  private interface Question<T> {
    T of(RuntimeResources resources);
  }

  private static <T> T ask(byte[] file, Question<T> question) throws MalformedApkException {
    try (ApkBytes bytes = ApkBytes.of(file)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      return question.of(RuntimeResources.of(bytes, app, Limits.DEFAULT));
    }
  }

  private static List<String> texts(byte[] file, int id, int most) throws MalformedApkException {
    return ask(file, r -> r.texts(id, most));
  }

  private static List<List<String>> arrays(byte[] file, int id) throws MalformedApkException {
    return ask(file, r -> r.arrays(id, 9));
  }

  private static InflatedNames namesOf(byte[] file) throws MalformedApkException {
    return ask(file, RuntimeResourcesTest::names);
  }

  private static ApkBuilder app() {
    return apk(APP)
        .activity(".Main", a -> a.launcher())
        .dex("classes.dex", DexCompiler.dex("package com.example.pet; public class Main {}"));
  }

  private static BinaryXml.Element button(String handler) {
    return BinaryXml.element("LinearLayout")
        .child(BinaryXml.element("Button").text("onClick", handler))
        .child(BinaryXml.element("com.example.pet.Own"));
  }

  private static InflatedNames names(RuntimeResources resources) {
    return resources.inflatedNames(List.of("com.example.pet.Own", "com.example.pet.Other"));
  }

  @Test
  void stringInThreeLanguages_defaultComesFirst() throws Exception {
    ApkBuilder app = app();
    app.resources()
        .strings(
            "host",
            Map.of(
                ResourceConfig.of("de"),
                "zwei",
                ResourceConfig.DEFAULT,
                "eins",
                ResourceConfig.of("fr"),
                "eins"));
    assertThat(texts(app.build(), FIRST_STRING, 9)).containsExactly("eins", "zwei");
    assertThat(texts(app.build(), FIRST_STRING, 1)).containsExactly("eins");
    assertThat(texts(app.build(), MISSING, 9)).isEmpty();
  }

  @Test
  void arrayOfStrings_isGivenInOrder() throws Exception {
    ApkBuilder app = app();
    app.resources().array("names", List.of("b", "a", "c"));
    assertThat(arrays(app.build(), FIRST_ARRAY)).containsExactly(List.of("b", "a", "c"));
    assertThat(arrays(app.build(), FIRST_STRING)).isEmpty();
  }

  @Test
  void layoutUnderAnyName_isRead() throws Exception {
    byte[] layout = BinaryXml.encode(button("send"), true);
    ApkBuilder app = app().string("a", "b").entry("r/a", layout);
    InflatedNames names = namesOf(app.build());
    assertThat(names.isWhole()).isTrue();
    assertThat(names.clickHandlers()).containsExactly("send");
    assertThat(names.classes()).containsExactly("com.example.pet.Own");
  }

  @Test
  void documentOfAnotherType_isReadAsOldAndroidsDo() throws Exception {
    byte[] layout = BinaryXml.encode(button("send"), true);
    layout[0] = 0x7f;
    ApkBuilder app = app().string("a", "b").entry("assets/a.bin", layout);
    assertThat(namesOf(app.build()).clickHandlers()).containsExactly("send");
  }

  @Test
  void styleSetsTheMethod_isFound() throws Exception {
    ApkBuilder app = app();
    app.resources().style("Pressed", "onClick", "send");
    InflatedNames names = namesOf(app.build());
    assertThat(names.isWhole()).isTrue();
    assertThat(names.clickHandlers()).containsExactly("send");
  }

  @Test
  void brokenLayout_isNotWhole() throws Exception {
    byte[] layout = BinaryXml.encode(button("send"), true);
    for (int at = 8; at < layout.length; at += size(layout, at)) {
      if (layout[at] == 0x02 && layout[at + 1] == 0x01) {
        layout[at + 7] = 0x7f;
        break;
      }
    }
    ApkBuilder app = app().string("a", "b").entry("res/layout/a.xml", layout);
    assertThat(namesOf(app.build()).isWhole()).isFalse();
  }

  private static int size(byte[] document, int chunk) {
    return ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).getInt(chunk + 4);
  }

  @Test
  void appWithoutTable_isNotWhole() throws Exception {
    assertThat(namesOf(app().build()).isWhole()).isFalse();
    assertThat(names(RuntimeResources.NONE).isWhole()).isFalse();
    assertThat(RuntimeResources.NONE.texts(FIRST_STRING, 9)).isEmpty();
  }

  @Test
  void bundleWithDeflatedBase_isReadInside() throws Exception {
    ApkBuilder base = app().string("host", "inside");
    base.xml("layout", "main", button("send"));
    ZipWriter zip = new ZipWriter();
    zip.add("base.apk", base.build());
    byte[] bundle = zip.toBytes();
    assertThat(texts(bundle, FIRST_STRING, 9)).containsExactly("inside");
    assertThat(namesOf(bundle).clickHandlers()).containsExactly("send");
  }
}
