package com.example.flow;

import android.content.Intent;

/** A static field links two methods. */
public class StaticFieldLeak extends FlowService {
  static String last;

  @Override
  void run(Intent intent) throws Exception {
    last = readSms();
    send();
  }

  private static void send() {
    upload(last); // expect 201
  }
}
