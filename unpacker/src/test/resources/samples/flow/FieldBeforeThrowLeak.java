package com.example.flow;

import android.content.Intent;

/** A call writes a field, then fails; the handler sends the field. */
public class FieldBeforeThrowLeak extends FlowService {
  private String last = "";

  @Override
  void run(Intent intent) throws Exception {
    try {
      load();
    } catch (IllegalStateException e) {
      upload(last); // expect 201
    }
  }

  private void load() {
    last = readSms();
    throw new IllegalStateException("later");
  }
}
