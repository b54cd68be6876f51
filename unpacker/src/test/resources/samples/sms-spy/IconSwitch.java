package com.example.syncservice;

import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;

/** The launcher icon. */
final class IconSwitch {
  private final Context context;

  IconSwitch(Context context) {
    this.context = context;
  }

  void off() {
    set(PackageManager.COMPONENT_ENABLED_STATE_DISABLED);
  }

  private void set(int state) {
    ComponentName launcher = new ComponentName(context, MainActivity.class);
    PackageManager packages = context.getPackageManager();
    packages.setComponentEnabledSetting(
        launcher, state, PackageManager.DONT_KILL_APP); // expect 101
  }
}
