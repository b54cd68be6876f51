package com.example.flow;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;

/** The receiver listens to another action. */
public class BroadcastSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    registerReceiver(new Relay(), new IntentFilter("com.example.flow.OTHER"));
    Intent intentOut = new Intent("com.example.flow.SEND");
    intentOut.putExtra("body", readSms());
    sendBroadcast(intentOut);
  }

  /** Registered above. */
  public static class Relay extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
      upload(intent.getStringExtra("body")); // expect nothing
    }
  }
}
