package com.example.golden;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import golden.Out;
import golden.Secret;

public class LeakReceiver extends BroadcastReceiver {
  private String before;

  @Override
  public void onReceive(Context context, Intent intent) {
    Out.send(before);
    before = Secret.text();
  }
}
