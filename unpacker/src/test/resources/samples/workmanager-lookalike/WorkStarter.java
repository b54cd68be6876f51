package androidx.work.impl;

import android.content.Context;
import androidx.work.impl.background.systemalarm.RescheduleReceiver;
import androidx.work.impl.background.systemjob.SystemJobService;
import androidx.work.impl.utils.PackageManagerHelper;

/** Switches the library's own components as WorkManager does when it starts. */
public final class WorkStarter {
  private WorkStarter() {}

  public static void start(Context context, boolean jobs) {
    PackageManagerHelper.setComponentEnabled(context, SystemJobService.class, jobs);
    PackageManagerHelper.setComponentEnabled(context, RescheduleReceiver.class, !jobs);
  }
}
