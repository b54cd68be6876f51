package com.example.flow;

import android.content.Intent;

/** The result of the harmless call is sent. */
public class ContextSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String a = wrap(readSms());
    String b = wrap("alive");
    upload(b); // expect nothing
    kept = a;
  }

  String kept;

  private static String wrap(String text) {
    return "<" + text + ">";
  }
}
