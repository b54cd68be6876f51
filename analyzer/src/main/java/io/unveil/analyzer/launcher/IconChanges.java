package io.unveil.analyzer.launcher;

import io.unveil.analyzer.facts.CallFact;
import java.util.List;
import java.util.Set;

/**
 * What an app's code does to its own icon, from the calls that facts hold.
 *
 * @param removals places that take the icon away, surest first
 * @param policyHidings calls that hide the app by device policy or by the hidden-icon setting
 * @param outcomes component states that the code can bring about, without {@link
 *     ComponentStates#NONE}
 * @param disabled launcher activities that code disables
 * @param enabled launcher activities that code enables; one that is also disabled has a way back in
 * @param hidesSyntheticIcons whether code switches off synthetic icons on the device, and asks for
 *     the permission to
 */
public record IconChanges(
    List<Removal> removals,
    List<CallFact> policyHidings,
    List<ComponentStates> outcomes,
    Set<String> disabled,
    Set<String> enabled,
    boolean hidesSyntheticIcons) {
  /** Nothing is changed. */
  public static final IconChanges NONE =
      new IconChanges(List.of(), List.of(), List.of(), Set.of(), Set.of(), false);

  /** Copies the collections. */
  public IconChanges {
    removals = List.copyOf(removals);
    policyHidings = List.copyOf(policyHidings);
    outcomes = List.copyOf(outcomes);
    disabled = Set.copyOf(disabled);
    enabled = Set.copyOf(enabled);
  }

  /**
   * One call that takes the icon away.
   *
   * @param call the call
   * @param certainty how sure
   * @param components launcher activities it disables; empty when the component did not resolve or
   *     the whole application is disabled
   * @param note one sentence on what was resolved and what else was seen
   */
  public record Removal(CallFact call, Certainty certainty, List<String> components, String note) {
    /** Copies the list. */
    public Removal {
      components = List.copyOf(components);
    }
  }

  /** How sure a removal is. */
  public enum Certainty {
    /** Component and state resolved, and no launcher activity stays enabled. */
    PROVEN,
    /** One value did not resolve, or another launcher activity may stay. */
    LIKELY,
    /** The same place also enables launcher activities; it may only switch icons. */
    UNCLEAR
  }
}
