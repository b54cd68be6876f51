package io.unveil.deploy.cli;

import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Evidence;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes findings so that a person can follow each step in a disassembler. */
final class EvidenceText {
  private static final int SHOWN_PROOFS = 3;
  private static final int SHOWN_TRIGGERS = 3;

  private EvidenceText() {}

  static void findings(Block block, List<Finding> findings) {
    for (Finding finding : findings) {
      block.line(
          1,
          "%d %s (%s confidence%s%s): %s",
          finding.code(),
          finding.behaviour(),
          finding.confidence().name().toLowerCase(Locale.ROOT),
          finding.firstParty() ? "" : ", in library code",
          finding.attack().isEmpty() ? "" : ", ATT&CK " + String.join(" ", finding.attack()),
          finding.summary());
      List<Evidence> evidence = finding.evidence();
      evidence.stream().limit(SHOWN_PROOFS).forEach(proof -> proof(block, proof));
      if (evidence.size() > SHOWN_PROOFS) {
        block.line(2, "%d more proofs, all in --format json", evidence.size() - SHOWN_PROOFS);
      }
    }
  }

  private static void proof(Block block, Evidence proof) {
    block.line(2, "%s", proof.statement());
    if (proof.steps().isEmpty()) {
      block.line(3, "at %s", proof.place());
    }
    for (Step step : proof.steps()) {
      step(block, step);
    }
    triggers(block, proof.triggers());
    for (Destination destination : proof.destinations()) {
      block.line(3, "to %s %s", destination.kind(), destination.value());
    }
    if (!proof.permissions().isEmpty()) {
      block.line(
          3,
          "needs %s: %s",
          String.join(", ", proof.permissions()),
          proof.permissionsGranted() ? "all requested" : "not all requested by the manifest");
    }
    // Facts of the manifest or the archive have nothing to be checked against.
    if (!proof.steps().isEmpty() && !proof.confirmed().equals("not-checked(no flow)")) {
      block.line(3, "second opinion: %s", proof.confirmed());
    }
  }

  private static void triggers(Block block, List<Trigger> triggers) {
    if (triggers.isEmpty()) {
      return;
    }
    String shown =
        triggers.stream()
            .limit(SHOWN_TRIGGERS)
            .map(t -> t.event() + " in " + (t.component() == null ? t.callback() : t.component()))
            .collect(Collectors.joining("; "));
    String more =
        triggers.size() > SHOWN_TRIGGERS
            ? "; and " + (triggers.size() - SHOWN_TRIGGERS) + " more"
            : "";
    block.line(3, "reached by %s%s", shown, more);
  }

  private static void step(Block block, Step step) {
    String detail = step.detail();
    String constant = step.constant();
    block.line(
        3,
        "%-6s %s%s%s",
        step.action(),
        place(step.site()),
        detail == null ? "" : "  " + detail,
        constant == null || constant.isEmpty() ? "" : "  \"" + constant + "\"");
  }

  private static String place(CodeSite site) {
    String at =
        site.line() == null
            ? String.format(Locale.ROOT, "pc 0x%x", site.pc())
            : "line " + site.line();
    String library = site.library() == null ? "" : ", library " + site.library();
    return site.method() + " " + at + " (" + site.dex() + library + ")";
  }
}
