package com.example.golden;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import golden.Secret;

public class Boot extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    Intent start = new Intent(context, LeakTimed.class);
    start.putExtra("text", Secret.text());
    PendingIntent pending = PendingIntent.getService(context, 0, start, 0);
    AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
    alarms.setRepeating(AlarmManager.RTC, 0, 60_000, pending);
  }
}
