package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import golden.Out;
import golden.Secret;

public class SafeUnlisted extends Service {
  @Override
  public int onStartCommand(Intent intent, int flags, int id) {
    Out.send(Secret.text());
    return START_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }
}
