package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.launcher.LauncherVisibility;
import io.unveil.unpacker.manifest.Manifest;

/** Whether an app takes private data at all. */
final class DataCollection {
  private DataCollection() {}

  /**
   * {@return whether app code calls a protected source it is permitted to call, or a flow from one
   * exists}
   */
  static boolean present(AppFacts facts, Kinds kinds) {
    Manifest manifest = facts.apk().manifest();
    for (Kinds.Source source : kinds.sources()) {
      if (!source.isProtected()) {
        continue;
      }
      boolean flows = facts.flows().stream().anyMatch(f -> f.sourceKind().equals(source.kind()));
      boolean calls =
          facts.sourceCalls().getOrDefault(source.kind(), 0) > 0
              && manifest != null
              && source.anyPermission().stream().anyMatch(p -> requests(manifest, p));
      if (flows || calls) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether a permission is requested on some level that is judged} */
  static boolean requests(Manifest manifest, String permission) {
    return LauncherVisibility.apiLevels(manifest)
        .anyMatch(api -> manifest.requests(permission, api));
  }
}
