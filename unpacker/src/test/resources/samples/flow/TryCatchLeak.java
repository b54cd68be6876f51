package com.example.flow;

import android.content.Intent;

/** Assigned in a try block, sent behind it. */
public class TryCatchLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = "";
    try {
      text = readSms();
      Integer.parseInt(text);
    } catch (NumberFormatException e) {
      kept = "not a number";
    } finally {
      kept = "done";
    }
    upload(text); // expect 201
  }

  String kept;
}
