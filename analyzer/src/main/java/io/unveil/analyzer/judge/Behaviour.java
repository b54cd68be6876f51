package io.unveil.analyzer.judge;

import java.util.List;

/**
 * A row of the catalogue: a permanent code and what it means.
 *
 * @param code permanent number, 100–799
 * @param name permanent name, lower case with dashes
 * @param proof how it is proven
 * @param attack MITRE ATT&amp;CK Mobile ids
 * @param meaning one sentence
 * @param status whether this version looks for it
 */
public record Behaviour(
    int code, String name, ProofKind proof, List<String> attack, String meaning, Status status) {
  /** Copies the list. */
  public Behaviour {
    attack = List.copyOf(attack);
  }

  /** What counts as proof. */
  public enum ProofKind {
    /** Data of a kind reaches a sink. */
    FLOW,
    /** A resolved call, a statement of the manifest, or the state of the launcher. */
    FACT
  }

  /** Whether this version looks for it. */
  public enum Status {
    /** There is a rule. */
    IMPLEMENTED,
    /** The number is taken, there is no rule yet. */
    PLANNED
  }
}
