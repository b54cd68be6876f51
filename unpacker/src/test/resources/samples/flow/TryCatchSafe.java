package com.example.flow;

import android.content.Intent;

/** Cleared in finally. */
public class TryCatchSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = "";
    try {
      text = readSms();
      Integer.parseInt(text);
    } catch (NumberFormatException e) {
      kept = "not a number";
    } finally {
      text = "done";
    }
    upload(text); // expect nothing
  }

  String kept;
}
