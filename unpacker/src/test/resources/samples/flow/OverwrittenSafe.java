package com.example.flow;

import android.content.Intent;

/** Overwritten on every path. */
public class OverwrittenSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();

    text = "too long";

    upload(text); // expect nothing
  }
}
