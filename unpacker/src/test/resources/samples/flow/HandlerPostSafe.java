package com.example.flow;

import android.content.Intent;
import android.os.Handler;
import android.os.Looper;

/** The posted Runnable sends a constant of the class. */
public class HandlerPostSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    final Handler handler = new Handler(Looper.getMainLooper());
    kept = text;
    handler.postDelayed(
        new Runnable() {
          @Override
          public void run() {
            upload(MODE); // expect nothing
          }
        },
        5000);
  }

  static final String MODE = "idle";
  String kept;
}
