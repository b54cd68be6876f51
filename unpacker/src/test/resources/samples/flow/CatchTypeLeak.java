package com.example.flow;

import android.content.Intent;

/** Passes a handler of another type, and a method without one, before it is caught. */
public class CatchTypeLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    try {
      between(readSms());
    } catch (IllegalStateException e) {
      upload(e.getMessage()); // expect 201
    }
  }

  private static void between(String text) {
    try {
      check(text);
    } catch (UnsupportedOperationException e) {
      check("other");
    }
  }

  private static void check(String text) {
    if (text.length() > 1) {
      throw new IllegalStateException(text);
    }
  }
}
