package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import golden.Out;

public class LeakTimed extends Service {
  @Override
  public int onStartCommand(Intent intent, int flags, int id) {
    Out.send(intent.getStringExtra("text"));
    return START_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    safe(intent.getStringExtra("other"));
    return null;
  }

  private static void safe(String text) {
    Out.send(text);
  }
}
