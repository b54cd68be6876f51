package io.unveil.benchmarks.droidbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {
  private static final String ID = "La/T;->id()Ljava/lang/String;";
  private static final String LOG = "Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I";

  @TempDir private Path corpus = Path.of("");

  private Truth truth() throws Exception {
    Files.write(
        corpus.resolve("flows.tsv"),
        List.of(
            "file\texpected\tsource_call\tsource_method\tsink_call\tsink_method\tto_apk",
            row("A/one.apk", "FLOW", "m"),
            row("A/one.apk", "FLOW", "n"),
            row("A/two.apk", "NO_FLOW", "m"),
            row("B/three.apk", "FLOW", "m"),
            row("UnreachableCode/UnreachableBoth.apk", "FLOW", "m")));
    Files.write(
        corpus.resolve("apps.tsv"),
        List.of(
            "file\tlabel_annotation",
            "droidbench/apk/A/one.apk\tPOS",
            "droidbench/apk/A/two.apk\tNEG",
            "droidbench/apk/A/four.apk\tNEG",
            "droidbench/apk/B/three.apk\tPOS",
            "droidbench/apk/B/five.apk\t?",
            "droidbench/apk/UnreachableCode/UnreachableBoth.apk\tNEG"));
    return Truth.read(corpus);
  }

  private static String row(String file, String expected, String method) {
    return String.join(
        "\t",
        "droidbench/apk/" + file,
        expected,
        "a.T: java.lang.String id()",
        "<p.Q: void " + method + "()>",
        "android.util.Log: int i(java.lang.String,java.lang.String)",
        "<p.Q: void s()>");
  }

  private static Pair pair(String file, String method) {
    return new Pair(file, ID, "Lp/Q;->" + method + "()V", LOG, "Lp/Q;->s()V");
  }

  @Test
  void reports_areCountedByWhatTheTableSays() throws Exception {
    Pair outside = pair("A/one.apk", "elsewhere");
    Pair meant = pair("A/one.apk", "alsoLeaks");
    Set<Pair> reported =
        Set.of(
            pair("A/one.apk", "m"),
            pair("A/two.apk", "m"),
            pair("UnreachableCode/UnreachableBoth.apk", "x"),
            outside,
            meant);
    Score score = Score.of(truth(), reported, Set.of(meant));

    assertThat(score.found()).containsExactly(pair("A/one.apk", "m"));
    assertThat(score.missed()).containsExactly(pair("A/one.apk", "n"), pair("B/three.apk", "m"));
    assertThat(score.wrong()).containsExactly(pair("A/two.apk", "m"));
    assertThat(score.quiet()).isEmpty();
    assertThat(score.outside()).containsExactlyInAnyOrder(outside, meant);
    assertThat(score.unmeant()).containsExactly(outside);
    assertThat(score.recall()).isEqualTo(1.0 / 3);
    assertThat(score.precision()).isEqualTo(1.0 / 3);
    assertThat(score.f1()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(score.apps()).isEqualTo(new Score.Apps(2, 1, 2, 1));
    assertThat(score.apps().balancedAccuracy()).isEqualTo(0.5);
  }

  @Test
  void everythingAndNothing_areTheEnds() throws Exception {
    Score everything = Score.everything(truth());
    assertThat(everything.recall()).isEqualTo(1);
    assertThat(everything.precision()).isEqualTo(0.75);
    assertThat(everything.apps().balancedAccuracy()).isEqualTo(0.5);

    Score nothing = Score.of(truth(), Set.of(), Set.of());
    assertThat(nothing.recall()).isZero();
    assertThat(nothing.precision()).isZero();
    assertThat(nothing.f1()).isZero();
    assertThat(nothing.apps()).isEqualTo(new Score.Apps(2, 0, 2, 0));
  }

  @Test
  void inheritedMethod_mayBeNamedByEitherClass_platformMethodsOnlyByTheirOwn() {
    Pair row = new Pair("f", "La/Own;->send(I)V", "La/A;->m()V", LOG, "La/A;->m()V");
    assertThat(row.isMetBy(with(row, "Landroid/app/Activity;->send(I)V"))).isTrue();
    assertThat(row.isMetBy(with(row, "Landroid/app/Activity;->send(J)V"))).isFalse();
    Pair platform = with(row, "Landroid/app/Activity;->send(I)V");
    assertThat(platform.isMetBy(with(row, "Landroid/app/Service;->send(I)V"))).isFalse();
    assertThat(platform.isMetBy(with(row, "La/Own;->send(I)V"))).isTrue();
  }

  @Test
  void reflectiveCall_isMetByTheMethodThatIsInvoked_inTheSameMethodOnly() {
    String invoke =
        "Ljava/lang/reflect/Method;->invoke(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;";
    Pair row = new Pair("f", invoke, "La/A;->m()V", LOG, "La/A;->m()V");
    assertThat(row.isMetBy(with(row, ID))).isTrue();
    assertThat(row.isMetBy(new Pair("f", ID, "La/A;->other()V", LOG, "La/A;->m()V"))).isFalse();
    assertThat(with(row, ID).isMetBy(row)).isFalse();
  }

  @Test
  void callOfAnOwnMethod_isNotMetByWhatHappensInsideIt() {
    Pair row = new Pair("f", "La/Parent;->source(I)I", "La/A;->m()V", LOG, "La/A;->m()V");
    assertThat(row.isMetBy(new Pair("f", ID, "La/Child;->source(I)I", LOG, "La/A;->m()V")))
        .isFalse();
  }

  private static Pair with(Pair pair, String sourceCall) {
    return new Pair(
        pair.file(), sourceCall, pair.sourceMethod(), pair.sinkCall(), pair.sinkMethod());
  }

  @Test
  void linesOfJson_areReadAsPairs_eachOnce() throws Exception {
    String line =
        """
        {"file":"/x/droidbench/apk/A/one.apk","source":{"call":"%s","in":"Lp/Q;->m()V"},\
        "sink":{"call":"%s","in":"Lp/Q;->s()V"},"steps":[]}\
        """
            .formatted(ID, LOG);
    Path file = Files.write(corpus.resolve("flows.jsonl"), List.of(line, "", line));
    assertThat(FlowLines.read(file)).containsExactly(pair("A/one.apk", "m"));
  }

  @Test
  void appsOfOneCase_areAnalysedTogether() throws Exception {
    Files.write(
        corpus.resolve("flows.tsv"),
        List.of(
            "file\texpected\tsource_call\tsource_method\tsink_call\tsink_method\tto_apk",
            row("A/one.apk", "FLOW", "m") + "\tA/hub.apk",
            row("A/two.apk", "FLOW", "m") + "\tA/hub.apk",
            row("B/three.apk", "FLOW", "m") + "\tB/echo.apk",
            row("B/four.apk", "FLOW", "m")));
    Files.write(corpus.resolve("apps.tsv"), List.of("file\tlabel_annotation"));

    assertThat(Truth.read(corpus).together())
        .containsExactlyInAnyOrder(
            Set.of("A/one.apk", "A/two.apk", "A/hub.apk"), Set.of("B/three.apk", "B/echo.apk"));
  }
}
