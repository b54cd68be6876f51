package io.unveil.benchmarks.droidbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasonsTest {
  private static final String HEAD = "file\tpair\tkind\treason";
  private static final Pair MISSED = pair("missed");
  private static final Pair WRONG = pair("wrong");
  private static final Pair STRAY = pair("stray");
  private static final Pair MEANT = pair("meant");

  @TempDir private Path folder = Path.of("");

  private static Pair pair(String method) {
    return new Pair(
        "A/a.apk", "La/S;->s()I", "La/A;->" + method + "()V", "La/K;->k(I)V", "La/A;->k()V");
  }

  private static String line(Pair pair, String kind, String reason) {
    return String.join("\t", pair.file(), pair.text(), kind, reason);
  }

  private Reasons reasons(String... lines) throws IOException {
    Path file = folder.resolve("reasons.tsv");
    Files.writeString(file, HEAD + "\n" + String.join("\n", lines) + "\n");
    return Reasons.read(file);
  }

  private static Score score(Reasons reasons) {
    Truth truth = new Truth(Set.of(MISSED), Set.of(WRONG), Map.of(), List.of());
    Set<Pair> reported = Set.of(WRONG, STRAY, MEANT);
    return Score.of(truth, reported, reasons.meant(reported));
  }

  @Test
  void everyMissAndFalseReport_needsALine() throws Exception {
    Reasons none = reasons();
    assertThat(none.unexplained(score(none)))
        .containsExactlyInAnyOrder(
            Reasons.Entry.of(Reasons.Kind.MISS, MISSED),
            Reasons.Entry.of(Reasons.Kind.FALSE, WRONG),
            Reasons.Entry.of(Reasons.Kind.FALSE, STRAY),
            Reasons.Entry.of(Reasons.Kind.FALSE, MEANT));

    Reasons all =
        reasons(
            line(MISSED, "miss", "native code"),
            line(WRONG, "false", "index of a list"),
            line(STRAY, "false", "too coarse"),
            line(MEANT, "outside", "leaks too"));
    assertThat(all.unexplained(score(all))).isEmpty();
    assertThat(all.vanished(score(all))).isEmpty();
    assertThat(score(all).unmeant()).containsExactly(STRAY);
  }

  @Test
  void lineForWhatDoesNotHappen_isShown() throws Exception {
    Reasons stale = reasons(line(pair("gone"), "miss", "was missed once"));
    List<Reasons.Entry> vanished = stale.vanished(score(stale));
    assertThat(vanished).containsExactly(Reasons.Entry.of(Reasons.Kind.MISS, pair("gone")));
  }

  @Test
  void badLines_areRefused() {
    assertThatThrownBy(() -> reasons(line(MISSED, "maybe", "x"))).hasMessageContaining("\"maybe\"");
    assertThatThrownBy(() -> reasons(line(MISSED, "miss", " "))).hasMessageContaining("no reason");
    assertThatThrownBy(() -> reasons(line(MISSED, "miss", "x"), line(MISSED, "miss", "y")))
        .hasMessageContaining("lists twice");
  }
}
