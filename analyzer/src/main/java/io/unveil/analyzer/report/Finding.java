package io.unveil.analyzer.report;

import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.List;

/**
 * One behaviour with evidence that a person can check.
 *
 * @param code permanent number of {@code docs/behaviours.md}
 * @param behaviour permanent name
 * @param confidence {@code high}, {@code medium} or {@code low}; low never counts as proof
 * @param summary one sentence
 * @param attack MITRE ATT&amp;CK Mobile ids
 * @param firstParty false when the place that decides is in a known library
 * @param evidence one or more proofs, never empty
 */
public record Finding(
    int code,
    String behaviour,
    Confidence confidence,
    String summary,
    List<String> attack,
    boolean firstParty,
    List<Evidence> evidence) {
  /** Copies the lists and insists on evidence. */
  public Finding {
    attack = List.copyOf(attack);
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("finding " + code + " has no evidence");
    }
  }

  /** How sure. */
  public enum Confidence {
    /** Source and sink (or the parts of a fact) are there, the link is not proven. */
    LOW,
    /** Proven except for one value that did not resolve. */
    MEDIUM,
    /** Proven. */
    HIGH
  }

  /**
   * One proof.
   *
   * @param statement one sentence with the resolved values
   * @param steps places in the APK in order; a manifest fact has none and names its element in
   *     {@code place}
   * @param place where, in words: a method, or {@code AndroidManifest.xml: activity …}
   * @param triggers how the code is reached
   * @param destinations where data goes
   * @param permissions permissions needed
   * @param permissionsGranted whether the manifest requests them all
   * @param confirmed see {@link io.unveil.analyzer.facts.FlowFact#confirmed()}; {@code manifest}
   *     for manifest facts
   * @param loadedBy who must load the code that does it, as in {@link
   *     io.unveil.analyzer.facts.FlowFact#loadedBy()}; {@code art} for what is not code
   */
  public record Evidence(
      String statement,
      List<Step> steps,
      String place,
      List<Trigger> triggers,
      List<Destination> destinations,
      List<String> permissions,
      boolean permissionsGranted,
      String confirmed,
      LoadedBy loadedBy) {
    /** Copies the lists. */
    public Evidence {
      steps = List.copyOf(steps);
      triggers = List.copyOf(triggers);
      destinations = List.copyOf(destinations);
      permissions = List.copyOf(permissions);
    }
  }
}
