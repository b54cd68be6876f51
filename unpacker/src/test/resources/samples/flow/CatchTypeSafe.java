package com.example.flow;

import android.content.Intent;

/** What carries the text is caught where it is dropped; the next handler gets another exception. */
public class CatchTypeSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    try {
      between(text);
    } catch (UnsupportedOperationException e) {
      upload(e.getMessage()); // expect nothing
    }
  }

  private static void between(String text) {
    try {
      check(text);
    } catch (IllegalStateException e) {
      throw new UnsupportedOperationException("too long");
    }
  }

  private static void check(String text) {
    if (text.length() > 1) {
      throw new IllegalStateException(text);
    }
  }
}
