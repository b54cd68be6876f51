package com.example.flow;

import android.content.Intent;
import java.util.Timer;
import java.util.TimerTask;

/** The timer task sends a constant. */
public class TimerSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    final String text = readSms();
    kept = text;
    new Timer()
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                upload("alive"); // expect nothing
              }
            },
            1000L);
  }

  String kept;
}
