package com.example.golden;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import golden.Out;

public class Second extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    sendLeak(getResultData());
    leakExtra(getResultExtras(true).getString("more"));
    sendSafe(getResultExtras(true).getString("plain"));
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void leakExtra(String text) {
    Out.send(text);
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }
}
