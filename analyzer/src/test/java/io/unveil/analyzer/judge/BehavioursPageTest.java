package io.unveil.analyzer.judge;

import io.unveil.analyzer.judge.Behaviour.ProofKind;
import io.unveil.analyzer.judge.Behaviour.Status;
import org.junit.jupiter.api.Test;

final class BehavioursPageTest {
  private static final String HEAD =
      """
      # Behaviours: permanent codes

      Made from `analyzer/src/main/resources/io/unveil/analyzer/rules/behaviours.json`; a test compares the two.

      The number and the name are an API: never reused, never renumbered. `name` is what a query uses
      (`behaviour:sms-exfiltration`). Families: 100 hiding, 200 SMS and messages, 300 call log, 400 location, 500 other
      collection, 600 control and persistence, 700 evasion and blind spots.

      Proof: **flow** = data of a protected kind reaches a sink, directly or over a store; **fact** = a resolved call, a
      statement of the manifest, or the state of the launcher. A flow behaviour whose source and sink are both called and
      permitted without a proven flow is the same code with confidence `low`; it never counts as proof for a verdict.

      ATT&CK ids are of MITRE ATT&CK Mobile 18.1.

      | code | name | proof | ATT&CK Mobile | state | meaning |
      |---|---|---|---|---|---|
      """;

  @Test
  void page_isWhatTheCatalogueSays() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Behaviour row : Rules.bundled().rules().catalogue()) {
      page.append(
          "| %d | %s | %s | %s | %s | %s |%n"
              .formatted(
                  row.code(),
                  row.name(),
                  row.proof() == ProofKind.FLOW ? "flow" : "fact",
                  row.attack().isEmpty() ? "–" : String.join(", ", row.attack()),
                  row.status() == Status.IMPLEMENTED ? "looked for" : "planned",
                  row.meaning().replace("<", "&lt;")));
    }

    Golden.check("docs/behaviours.md", page.toString());
  }
}
