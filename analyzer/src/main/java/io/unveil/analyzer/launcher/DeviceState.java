package io.unveil.analyzer.launcher;

/**
 * What of a device decides whether Android 10 and later put a synthetic icon for an app without
 * one. Source: AOSP {@code LauncherAppsService.getLauncherActivities} and {@code
 * shouldShowSyntheticActivity}.
 *
 * @param systemApp the app is a system app or an update of one
 * @param deviceOwner some app is device owner
 * @param managedProfile the user is a managed profile
 * @param profileAdmin the app administers a managed profile
 * @param showsHiddenIconApps {@code Settings.Global.show_hidden_icon_apps_enabled} is not 0
 */
public record DeviceState(
    boolean systemApp,
    boolean deviceOwner,
    boolean managedProfile,
    boolean profileAdmin,
    boolean showsHiddenIconApps) {
  /** A phone as it is sold with a user-installed app. */
  public static final DeviceState ORDINARY = new DeviceState(false, false, false, false, true);

  /** The same phone after {@code show_hidden_icon_apps_enabled} was set to 0. */
  static final DeviceState WITHOUT_SYNTHETIC_ICONS =
      new DeviceState(false, false, false, false, false);

  boolean mayShowSyntheticIcon() {
    return showsHiddenIconApps && !systemApp && !deviceOwner && !managedProfile && !profileAdmin;
  }
}
