package io.unveil.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.judge.Rules;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.dex.DexCode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for what lies in a package beside its code. */
final class PackageFieldsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path temp;

  @Test
  void bundle_isFoundByItsIdentityAndByEachMember() throws Exception {
    byte[] base = ApkBuilder.apk("com.example.pet").build();
    byte[] other = ApkBuilder.apk("com.example.other").build();
    ZipWriter zip = new ZipWriter();
    zip.add("base.apk", base);
    zip.add("other.apk", other);
    ScanReport report = scan(zip.toBytes(), Limits.DEFAULT);

    Bundle bundle = Objects.requireNonNull(report.bundle());
    assertFound(report, term("bundle", bundle.identity()));
    assertFound(report, term("member", sha256(base)));
    assertFound(report, term("member", sha256(other)));
    assertThat(report.sha256()).isEqualTo(sha256(zip.toBytes()));
  }

  @Test
  void appInside_isFoundByPackageAndHash() throws Exception {
    byte[] inner = ApkBuilder.apk("com.example.Inner").build();
    byte[] outer = ApkBuilder.apk("com.example.outer").entry("assets/a.bin", inner).build();
    ScanReport report = scan(outer, Limits.DEFAULT);

    assertFound(report, term("nested", "com.example.inner"));
    assertFound(report, term("nestedsha256", sha256(inner)));
    assertThat(found(report, term("member", sha256(inner)))).isFalse();
  }

  @Test
  void limitThatWasHit_isFound() throws Exception {
    byte[] apk =
        ApkBuilder.apk("com.example.app")
            .dex("classes.dex", DexCompiler.dex("package com.example.app; class A {}"))
            .build();
    ScanReport partial = scan(apk, Limits.DEFAULT.with("max-dex-files", 0));
    ScanReport failed =
        Judge.failed(
            partial.generation(),
            "ab".repeat(32),
            7,
            "unpack",
            "too large",
            List.of(Limits.DEFAULT.hit("max-file-bytes", "")));

    assertFound(partial, term("limit", "max-dex-files"));
    assertFound(failed, term("limit", "max-file-bytes"));
    assertThat(found(scan(apk, Limits.DEFAULT), term("limit", "max-dex-files"))).isFalse();
  }

  @Test
  void signatureAndLevels_areFound() throws Exception {
    ScanReport report = scan(ApkBuilder.apk("com.example.app").build(), Limits.DEFAULT);

    assertThat(report.signing().schemes()).isNotEmpty();
    for (String scheme : report.signing().schemes()) {
      assertFound(report, term("scheme", scheme));
    }
    for (int api = 21; api <= 36; api++) {
      assertThat(found(report, LongField.newExactQuery("installs", api)))
          .as("API %d", api)
          .isEqualTo(report.installable().at(api));
    }
    assertThat(found(report, LongField.newExactQuery("installs", 20))).isFalse();
  }

  private void assertFound(ScanReport report, Query query) throws Exception {
    assertThat(found(report, query)).as("%s", query).isTrue();
  }

  private boolean found(ScanReport report, Query query) throws Exception {
    Path folder = temp.resolve(report.sha256());
    try (ReportIndex index = ReportIndex.open(folder, IndexFolders.BY_HAND)) {
      index.put(List.of(new IndexEntry.Result(report, AT, AT)), Map.of());
      index.refresh();
      return index.search(searcher -> searcher.count(query)) == 1;
    }
  }

  private static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }

  private static ScanReport scan(byte[] file, Limits limits) throws MalformedApkException {
    try (ApkBytes bytes = ApkBytes.of(file)) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, limits);
      DexCode code = DexCode.open(bytes, apk.dexEntries(), limits);
      var facts = AppAnalyzer.analyze(apk, code, ModelLoader.bundled(), Budget.DEFAULT);
      Rules.Edition edition = Rules.bundled();
      return Judge.judge(facts, edition.rules(), edition.policy());
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
