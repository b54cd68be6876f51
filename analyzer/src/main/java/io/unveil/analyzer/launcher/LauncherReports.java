package io.unveil.analyzer.launcher;

import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the {@link LauncherReport} of an app, for an ordinary phone. */
public final class LauncherReports {
  private LauncherReports() {}

  /**
   * {@return visibility per API level, as installed and at worst after the code ran; empty without
   * a manifest}
   */
  public static LauncherReport of(@Nullable Manifest manifest, IconChanges changes) {
    if (manifest == null) {
      return new LauncherReport(Map.of(), Map.of(), List.of(), List.of());
    }
    Map<Integer, Visibility> installed = new TreeMap<>();
    Map<Integer, Visibility> afterCode = new TreeMap<>();
    LauncherVisibility.apiLevels(manifest)
        .forEach(api -> {
          Visibility now =
              LauncherVisibility.of(manifest, api, ComponentStates.NONE, DeviceState.ORDINARY);
          installed.put(api, now);
          afterCode.put(api, worst(manifest, api, now, changes));
        });
    List<String> launchers =
        LauncherVisibility.launcherActivities(manifest).stream()
            .map(Component::name)
            .distinct()
            .toList();
    return new LauncherReport(
        installed,
        afterCode,
        launchers,
        launchers.stream().filter(changes.disabled()::contains).toList());
  }

  private static Visibility worst(
      Manifest manifest, int api, Visibility installed, IconChanges changes) {
    DeviceState device =
        changes.hidesSyntheticIcons() ? DeviceState.WITHOUT_SYNTHETIC_ICONS : DeviceState.ORDINARY;
    Visibility worst = installed;
    for (ComponentStates outcome : changes.outcomes()) {
      Visibility then = LauncherVisibility.of(manifest, api, outcome, device);
      worst = then.compareTo(worst) > 0 ? then : worst;
    }
    return worst;
  }
}
