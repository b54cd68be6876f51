package io.unveil.unpacker.dex;

import io.unveil.fixtures.DexVectors;
import io.unveil.fixtures.GoldenPage;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of DEX vectors, with what ART and we make of them. */
class DexVectorsPageTest {
  private static final String HEAD =
      """
      # DEX vectors

      Made by `DexVectorsPageTest` from `io.unveil.fixtures.DexVectors`; `DexVectorsTest` compares with what is expected,
      `DexdumpVectorsIT` with Debian's dexdump, whose verifier is ART's of Android 11. Each vector is a small DEX file that
      is wrong in one way. *ART* gives the API levels that open the file, by the rules of its verifier; *class* says whether
      the class is rejected when it is first used (VerifyError, ClassCircularityError). *We read* is the number of classes,
      and why a method, a class or the file counts as not read.

      | vector | ART | class | we read | recorded |
      |---|---|---|---|---|
      """;

  @Test
  void page_isWhatTheVectorsGive() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (DexVectors.Vector vector : DexVectors.all()) {
      DexCode code = DexReading.open(vector.dex());
      List<String> unread = new ArrayList<>(code.index().badReasons().keySet());
      unread.addAll(code.failures());
      String opens = opens(code);
      page.append(
          "| %s | %s | %s | %d%s | %s |%n"
              .formatted(
                  vector.name(),
                  opens,
                  opens.equals("never")
                      ? ""
                      : DexVectors.isClassRejected(vector) ? "rejected" : "used",
                  code.classCount(),
                  unread.isEmpty() ? "" : ": " + String.join("; ", unread),
                  String.join(
                      ", ", code.sightings().stream().map(DexVectorsPageTest::kind).toList())));
    }
    GoldenPage.check("docs/vectors-dex.md", page.toString());
  }

  private static String kind(Sighting sighting) {
    return sighting.kind().name();
  }

  private static String opens(DexCode code) {
    if (code.files().isEmpty()) {
      return "never";
    }
    DexFile file = code.files().getFirst();
    OptionalInt first = file.firstApi();
    OptionalInt last =
        IntStream.rangeClosed(Refusal.OLDEST_API, Refusal.NEWEST_API)
            .filter(api -> file.refusals().stream().noneMatch(refusal -> refusal.holdsAt(api)))
            .max();
    return GoldenPage.levels(first.orElse(1), last.orElse(0));
  }
}
