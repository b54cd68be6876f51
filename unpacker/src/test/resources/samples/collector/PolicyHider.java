package com.example.collector;

import android.app.admin.DeviceAdminReceiver;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;

/** Hides the app as device owner. */
public class PolicyHider extends DeviceAdminReceiver {
  @Override
  public void onEnabled(Context context, Intent intent) {
    DevicePolicyManager policy =
        (DevicePolicyManager) context.getSystemService(Context.DEVICE_POLICY_SERVICE);
    ComponentName admin = new ComponentName(context, PolicyHider.class);
    policy.setApplicationHidden(admin, context.getPackageName(), true); // expect 104
  }
}
