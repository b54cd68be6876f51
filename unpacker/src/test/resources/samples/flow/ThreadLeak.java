package com.example.flow;

import android.content.Intent;

/** An anonymous thread with a captured value. */
public class ThreadLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    final String mode = "idle";
    kept = text;
    new Thread() {
      @Override
      public void run() {
        upload(text); // expect 201
      }
    }.start();
  }

  String kept;
}
