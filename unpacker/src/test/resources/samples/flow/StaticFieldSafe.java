package com.example.flow;

import android.content.Intent;

/** Another static field is sent. */
public class StaticFieldSafe extends FlowService {
  static String last;
  static String mode = "idle";

  @Override
  void run(Intent intent) throws Exception {
    last = readSms();
    send();
  }

  private static void send() {
    upload(mode); // expect nothing
  }
}
