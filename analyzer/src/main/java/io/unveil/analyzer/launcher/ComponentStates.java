package io.unveil.analyzer.launcher;

import java.util.Set;

/**
 * What {@code PackageManager} and {@code DevicePolicyManager} were told at run time; it overrides
 * the manifest.
 *
 * @param disabled components set to a disabled state (2, 3, 4), qualified class names
 * @param enabled components set to enabled (1)
 * @param applicationDisabled the whole application set to a disabled state
 * @param applicationHidden the package hidden by a device or profile owner
 */
public record ComponentStates(
    Set<String> disabled,
    Set<String> enabled,
    boolean applicationDisabled,
    boolean applicationHidden) {
  /** As installed. */
  public static final ComponentStates NONE = new ComponentStates(Set.of(), Set.of(), false, false);

  /** Copies the sets. */
  public ComponentStates {
    disabled = Set.copyOf(disabled);
    enabled = Set.copyOf(enabled);
  }

  /** {@return the states after only {@code components} were disabled} */
  public static ComponentStates disabling(Set<String> components) {
    return new ComponentStates(components, Set.of(), false, false);
  }
}
