package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import golden.Out;

public class LeakService extends Service {
  @Override
  public int onStartCommand(Intent intent, int flags, int id) {
    Out.send(intent.getStringExtra("text"));
    safeOther(intent.getStringExtra("other"));
    return START_NOT_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }

  private static void safeOther(String text) {
    Out.send(text);
  }
}
