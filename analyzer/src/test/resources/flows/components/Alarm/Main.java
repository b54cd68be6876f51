package com.example.golden;

import android.app.Activity;
import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    AlarmManager alarms = (AlarmManager) getSystemService(Context.ALARM_SERVICE);
    alarms.set(AlarmManager.RTC, 0, broadcast(LeakExplicit.class, Secret.text()));
    alarms.set(AlarmManager.RTC, 0, broadcast(SafeExplicit.class, "constant"));
    alarms.set(
        AlarmManager.RTC_WAKEUP, 0, PendingIntent.getBroadcast(this, 0, action(".ALARM"), 0));
    alarms.setInexactRepeating(AlarmManager.RTC, 0, 60_000, service());
    alarms.setRepeating(AlarmManager.RTC, 0, 60_000, activity());
    Intent unused = new Intent(this, SafeNeverSent.class);
    unused.putExtra("text", Secret.text());
  }

  private PendingIntent broadcast(Class<?> receiver, String text) {
    Intent intent = new Intent(this, receiver);
    intent.putExtra("text", text);
    return PendingIntent.getBroadcast(this, 0, intent, PendingIntent.FLAG_UPDATE_CURRENT);
  }

  private Intent action(String name) {
    Intent intent = new Intent("com.example.golden" + name);
    intent.putExtra("text", Secret.text());
    return intent;
  }

  private PendingIntent service() {
    Intent intent = new Intent(this, LeakService.class);
    intent.putExtra("text", Secret.text());
    return PendingIntent.getService(this, 1, intent, 0);
  }

  private PendingIntent activity() {
    Intent intent = new Intent(this, LeakShown.class);
    intent.putExtra("text", Secret.text());
    return PendingIntent.getActivity(this, 2, intent, 0);
  }
}
