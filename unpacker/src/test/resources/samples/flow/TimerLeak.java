package com.example.flow;

import android.content.Intent;
import java.util.Timer;
import java.util.TimerTask;

/** A timer task. */
public class TimerLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    kept = text;
    new Timer()
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                upload(text); // expect 201
              }
            },
            1000L);
  }

  String kept;
}
