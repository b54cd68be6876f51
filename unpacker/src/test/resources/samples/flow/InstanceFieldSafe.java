package com.example.flow;

import android.content.Intent;

/** The neighbouring field is sent. */
public class InstanceFieldSafe extends FlowService {
  private String kept;
  private String count;

  @Override
  void run(Intent intent) throws Exception {
    collect();
    flush();
  }

  private void collect() {
    kept = readSms();
    count = "1";
  }

  private void flush() {
    upload(count); // expect nothing
  }

  String kept() {
    return kept;
  }
}
