package com.example.flow;

import android.content.Intent;

/** Two methods call each other; one of them drops the text. */
public class RecursionSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    odd(readSms(), 7);
  }

  private static void even(String text, int left) {
    if (left == 0) {
      upload(text); // expect nothing
    } else {
      odd(text, left - 1);
    }
  }

  private static void odd(String text, int left) {
    even("dropped", left - 1);
  }
}
