package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.Set;

/**
 * Apps that have no icon for an honest reason. A category of use (keyboard, wallpaper, watch,
 * television) excuses only an app that asks for no messages and no call log: those devices have
 * none, and adding such a component must not be a way out.
 */
final class Iconless {
  private static final Set<String> PHONE_DATA =
      Set.of(
          "android.permission.READ_SMS",
          "android.permission.RECEIVE_SMS",
          "android.permission.RECEIVE_MMS",
          "android.permission.RECEIVE_WAP_PUSH",
          "android.permission.READ_CALL_LOG",
          "android.permission.PROCESS_OUTGOING_CALLS");
  private static final Set<String> SERVICE_PERMISSIONS =
      Set.of("android.permission.BIND_INPUT_METHOD", "android.permission.BIND_WALLPAPER");
  private static final Set<String> DEVICES =
      Set.of(
          "android.software.leanback",
          "android.hardware.type.television",
          "android.hardware.type.watch",
          "android.hardware.type.automotive",
          "android.hardware.type.embedded");

  private Iconless() {}

  static boolean excused(AppFacts facts, Manifest manifest) {
    return part(facts, manifest)
        || system(manifest)
        || (use(manifest) && !asksForPhoneData(manifest));
  }

  /** Not an app of its own: a split, a resource overlay, a test, a package without code. */
  private static boolean part(AppFacts facts, Manifest manifest) {
    return manifest.split() != null
        || manifest.overlayTarget() != null
        || manifest.instrumentation()
        || manifest.testOnly()
        || facts.apk().dexEntries().isEmpty();
  }

  /** Android installs a package with such a user id only when the platform's key signed it. */
  private static boolean system(Manifest manifest) {
    return manifest.sharedUserId() != null && manifest.sharedUserId().startsWith("android.uid.");
  }

  private static boolean use(Manifest manifest) {
    return manifest.features().stream().anyMatch(f -> f.required() && DEVICES.contains(f.name()))
        || manifest.application().components().stream().anyMatch(Iconless::keyboardOrWallpaper);
  }

  private static boolean keyboardOrWallpaper(Component component) {
    return component.kind() == Component.Kind.SERVICE
        && component.permission() != null
        && SERVICE_PERMISSIONS.contains(component.permission());
  }

  private static boolean asksForPhoneData(Manifest manifest) {
    return PHONE_DATA.stream().anyMatch(p -> DataCollection.requests(manifest, p));
  }
}
