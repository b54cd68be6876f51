package com.example.flow;

import android.content.Intent;
import android.os.Handler;
import android.os.Looper;

/** A Runnable posted to a handler. */
public class HandlerPostLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    final Handler handler = new Handler(Looper.getMainLooper());
    kept = text;
    handler.postDelayed(
        new Runnable() {
          @Override
          public void run() {
            upload(text); // expect 201
          }
        },
        5000);
  }

  static final String MODE = "idle";
  String kept;
}
