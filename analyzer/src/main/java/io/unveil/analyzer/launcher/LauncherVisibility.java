package io.unveil.analyzer.launcher;

import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Component.Kind;
import io.unveil.unpacker.manifest.Manifest;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the home screen of a phone shows of an app. Follows AOSP: {@code IntentFilter.match}, {@code
 * PackageUserState.isEnabled}, {@code LauncherAppsService.shouldShowSyntheticActivity}.
 */
public final class LauncherVisibility {
  /** Oldest API level that is judged (Android 4.4). */
  public static final int OLDEST_API = 19;

  /** Newest API level that is judged (Android 16). */
  public static final int NEWEST_API = 36;

  private static final int SYNTHETIC_SINCE = 29;
  private static final int IMPLIED_PERMISSIONS_BELOW = 4;

  private LauncherVisibility() {}

  /**
   * {@return what is shown}
   *
   * @param manifest the app
   * @param api API level of the device
   * @param states what was changed at run time
   * @param device the device
   */
  public static Visibility of(
      Manifest manifest, int api, ComponentStates states, DeviceState device) {
    if (states.applicationHidden()) {
      return Visibility.HIDDEN;
    }
    List<Component> launchers = launcherActivities(manifest);
    if (launchers.stream().anyMatch(c -> enabled(manifest, c, api, states))) {
      return Visibility.VISIBLE;
    }
    boolean synthetic =
        api >= SYNTHETIC_SINCE
            && device.mayShowSyntheticIcon()
            && requestsPermissions(manifest, api)
            && launchers.stream().anyMatch(c -> c.enabled().at(api));
    return synthetic ? Visibility.SYNTHETIC : Visibility.HIDDEN;
  }

  /**
   * {@return activities and aliases that a launcher's query matches, enabled or not, in document
   * order} An alias needs its target; the target's own state does not matter to it.
   */
  public static List<Component> launcherActivities(Manifest manifest) {
    return startable(manifest, LauncherFilter.LAUNCHER);
  }

  /** {@return the API levels that are judged: those the app installs on, at least the newest} */
  public static IntStream apiLevels(Manifest manifest) {
    return IntStream.rangeClosed(Math.clamp(manifest.minSdk(), OLDEST_API, NEWEST_API), NEWEST_API);
  }

  /**
   * {@return the component of {@code PackageManager.getLaunchIntentForPackage}, which prefers the
   * category INFO, or null}
   */
  static @Nullable Component launchComponent(Manifest manifest) {
    List<Component> info = startable(manifest, LauncherFilter.INFO);
    List<Component> found = info.isEmpty() ? launcherActivities(manifest) : info;
    return found.stream()
        .filter(c -> c.enabled().at(NEWEST_API))
        .findFirst()
        .orElse(found.isEmpty() ? null : found.getFirst());
  }

  private static List<Component> startable(Manifest manifest, String category) {
    List<Component> components = manifest.application().components();
    return components.stream()
        .filter(c -> c.kind() == Kind.ACTIVITY || aliasOfActivity(c, components))
        .filter(c -> c.filters().stream().anyMatch(f -> LauncherFilter.matches(f, category)))
        .toList();
  }

  private static boolean aliasOfActivity(Component alias, List<Component> components) {
    return alias.kind() == Kind.ACTIVITY_ALIAS
        && components.stream()
            .anyMatch(c -> c.kind() == Kind.ACTIVITY && c.name().equals(alias.targetActivity()));
  }

  private static boolean enabled(
      Manifest manifest, Component component, int api, ComponentStates states) {
    if (states.applicationDisabled() || !manifest.application().enabled().at(api)) {
      return false;
    }
    if (states.disabled().contains(component.name())) {
      return false;
    }
    return states.enabled().contains(component.name()) || component.enabled().at(api);
  }

  /** Apps for Android 1.5 and older are given permissions that they do not name. */
  private static boolean requestsPermissions(Manifest manifest, int api) {
    return manifest.targetSdk() < IMPLIED_PERMISSIONS_BELOW
        || manifest.permissions().stream().anyMatch(p -> api <= p.maxSdk());
  }
}
