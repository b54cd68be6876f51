package com.example.flow;

import android.content.Intent;

/** One helper, called with private and with harmless text. */
public class ContextLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String a = wrap(readSms());
    String b = wrap("alive");
    upload(a); // expect 201
    kept = a;
  }

  String kept;

  private static String wrap(String text) {
    return "<" + text + ">";
  }
}
