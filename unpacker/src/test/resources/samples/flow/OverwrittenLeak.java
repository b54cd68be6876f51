package com.example.flow;

import android.content.Intent;

/** Overwritten on one branch only. */
public class OverwrittenLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    if (text.length() > 100) {
      text = "too long";
    }
    upload(text); // expect 201
  }
}
