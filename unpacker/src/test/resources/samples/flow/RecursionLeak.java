package com.example.flow;

import android.content.Intent;

/** Two methods call each other before one of them sends. */
public class RecursionLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    even(readSms(), 8);
  }

  private static void even(String text, int left) {
    if (left == 0) {
      upload(text); // expect 201
    } else {
      odd(text, left - 1);
    }
  }

  private static void odd(String text, int left) {
    even(text.trim(), left - 1);
  }
}
