package androidx.work.impl.utils;

import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;

/** Of the shape of WorkManager's own helper. */
public class PackageManagerHelper {
  private PackageManagerHelper() {}

  public static void setComponentEnabled(Context context, Class<?> type, boolean enabled) {
    PackageManager packages = context.getPackageManager();
    ComponentName component = new ComponentName(context, type.getName());
    packages.setComponentEnabledSetting( // expect nothing
        component,
        enabled
            ? PackageManager.COMPONENT_ENABLED_STATE_ENABLED
            : PackageManager.COMPONENT_ENABLED_STATE_DISABLED,
        PackageManager.DONT_KILL_APP);
  }
}
