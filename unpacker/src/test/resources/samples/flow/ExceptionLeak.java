package com.example.flow;

import android.content.Intent;

/** Carried by the message of an exception. */
public class ExceptionLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    try {
      check(readSms());
    } catch (IllegalStateException e) {
      upload(e.getMessage()); // expect 201
    }
  }

  private static void check(String text) {
    if (text.length() > 1) {
      throw new IllegalStateException(text);
    }
  }
}
