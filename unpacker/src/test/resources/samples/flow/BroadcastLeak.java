package com.example.flow;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;

/** A broadcast to a receiver registered in code. */
public class BroadcastLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    registerReceiver(new Relay(), new IntentFilter("com.example.flow.SEND"));
    Intent intentOut = new Intent("com.example.flow.SEND");
    intentOut.putExtra("body", readSms());
    sendBroadcast(intentOut);
  }

  /** Registered above. */
  public static class Relay extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
      upload(intent.getStringExtra("body")); // expect 201
    }
  }
}
