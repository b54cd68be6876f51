package com.example.golden;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import golden.Out;

public class SafeNeverSent extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    Out.send(intent.getStringExtra("text"));
  }
}
