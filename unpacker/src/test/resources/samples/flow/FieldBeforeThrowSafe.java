package com.example.flow;

import android.content.Intent;

/** The handler clears the field before it sends it. */
public class FieldBeforeThrowSafe extends FlowService {
  private String last = "";

  @Override
  void run(Intent intent) throws Exception {
    try {
      load();
    } catch (IllegalStateException e) {
      last = "";
      upload(last); // expect nothing
    }
  }

  private void load() {
    last = readSms();
    throw new IllegalStateException("later");
  }
}
