package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The two interpreters read the same code in independent ways, so each is the other's oracle: every
 * method of the app's own code is summarised by both, callees included.
 */
class InterpreterAgreementTest {
  private static final Path DROIDBENCH =
      Path.of(System.getProperty("unveil.root", "..")).resolve("../shared/corpora/droidbench/apk");

  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();
  private int same;
  private int different;
  private int unread;

  @Test
  void fixtures_haveTheSameSummaries() throws Exception {
    List<Sample> samples = new ArrayList<>(FlowCases.all());
    samples.addAll(Samples.all());
    for (Sample sample : samples) {
      try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
        compare(sample.name(), bytes);
      }
    }

    report("fixtures");
    assertThat(same).isGreaterThan(900);
    assertThat(unread).isZero();
    assertThat(different).as("%s", examples).isZero();
  }

  @Test
  void droidBench_hasTheSameSummaries() throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(DROIDBENCH), () -> "skipped: no corpus at " + DROIDBENCH);
    for (Path file : apks()) {
      try (ApkBytes bytes = ApkBytes.of(Files.readAllBytes(file))) {
        compare(file.getFileName().toString(), bytes);
      }
    }

    report("DroidBench");
    assertThat(same).isGreaterThan(2_500);
    assertThat(unread).isLessThanOrEqualTo(same / 200);
    assertThat(different).as("%s", examples).isLessThanOrEqualTo(same / 200);
  }

  private static List<Path> apks() throws IOException {
    try (Stream<Path> files = Files.walk(DROIDBENCH)) {
      return files.filter(f -> f.toString().endsWith(".apk")).sorted().toList();
    }
  }

  private void compare(String name, ApkBytes bytes) throws Exception {
    UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
    DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
    ClassHierarchy hierarchy = new ClassHierarchy(code, FrameworkTable.get());
    String packageName = app.manifest() == null ? "" : app.manifest().packageName();
    Analysis dalvik = analysis(code, hierarchy, packageName, new DexInterpreter());
    Analysis jvm = analysis(code, hierarchy, packageName, new JvmInterpreter());
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      if (method.hasCode() && dalvik.isAppCode(method.owner().descriptor())) {
        compare(name + " " + method.id(), dalvik, jvm, Body.any(method));
      }
    }
  }

  private static Analysis analysis(
      DexCode code, ClassHierarchy hierarchy, String packageName, Interpreter interpreter) {
    return new Analysis(
        code,
        hierarchy,
        Libraries.get(),
        ModelLoader.bundled(),
        packageName,
        Loading.of(List.of()),
        Budget.DEFAULT,
        _ -> interpreter);
  }

  private void compare(String name, Analysis dalvik, Analysis jvm, Body body) {
    Summary first = dalvik.solver().summary(body);
    Summary second = jvm.solver().summary(body);
    if (first == null || second == null) {
      unread++;
      return;
    }
    Map<String, Set<String>> a = ComparableSummary.of(dalvik.atoms(), first);
    Map<String, Set<String>> b = ComparableSummary.of(jvm.atoms(), second);
    if (a.equals(b)) {
      same++;
      return;
    }
    different++;
    Set<String> aspects = new TreeSet<>(a.keySet());
    aspects.addAll(b.keySet());
    for (String aspect : aspects) {
      Set<String> left = a.getOrDefault(aspect, Set.of());
      Set<String> right = b.getOrDefault(aspect, Set.of());
      if (!left.equals(right)) {
        kinds.merge(aspect.split(" ", 2)[0], 1, Integer::sum);
        if (examples.size() < 20) {
          examples.add(name + ": " + aspect + ": Dalvik " + left + ", JVM " + right + "\n");
        }
      }
    }
  }

  private void report(String what) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d method summaries agree (%.2f %%), %d not read by one; differences %s%n",
        what,
        same,
        same + different,
        100.0 * same / Math.max(1, same + different),
        unread,
        kinds);
  }
}
