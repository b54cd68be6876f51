package com.example.flow;

import android.content.Intent;

/** The exception carries a constant. */
public class ExceptionSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    try {
      check(readSms());
    } catch (IllegalStateException e) {
      upload(e.getMessage()); // expect nothing
    }
  }

  private static void check(String text) {
    if (text.length() > 1) {
      throw new IllegalStateException("long");
    }
  }
}
