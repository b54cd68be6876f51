package io.unveil.analyzer.report;

import java.util.List;
import java.util.Map;

/**
 * Whether the person who holds the device sees an icon.
 *
 * @param installed visibility per API level after installation
 * @param afterCode visibility per API level after the app's own code disabled what it disables;
 *     equal to {@code installed} when it disables nothing
 * @param launcherActivities qualified names of activities and aliases with a launcher filter
 * @param disabledByCode the ones among them that code disables
 */
public record LauncherReport(
    Map<Integer, Visibility> installed,
    Map<Integer, Visibility> afterCode,
    List<String> launcherActivities,
    List<String> disabledByCode) {
  /** Copies the collections. */
  public LauncherReport {
    installed = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(installed));
    afterCode = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(afterCode));
    launcherActivities = List.copyOf(launcherActivities);
    disabledByCode = List.copyOf(disabledByCode);
  }

  /** What a launcher shows. */
  public enum Visibility {
    /** An icon that opens the app. */
    VISIBLE,
    /** From Android 10 on: an icon made by the system that opens the app-info page. */
    SYNTHETIC,
    /** No icon. */
    HIDDEN
  }
}
