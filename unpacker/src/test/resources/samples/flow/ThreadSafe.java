package com.example.flow;

import android.content.Intent;

/** The thread captures another value. */
public class ThreadSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    final String mode = "idle";
    kept = text;
    new Thread() {
      @Override
      public void run() {
        upload(mode); // expect nothing
      }
    }.start();
  }

  String kept;
}
