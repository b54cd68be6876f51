package com.example.flow;

import android.content.Intent;

/** Stored by one method, sent by another. */
public class InstanceFieldLeak extends FlowService {
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
    upload(kept); // expect 201
  }
}
