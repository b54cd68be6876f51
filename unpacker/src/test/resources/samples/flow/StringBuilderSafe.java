package com.example.flow;

import android.content.Intent;

/** Another builder is sent. */
public class StringBuilderSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    StringBuilder body = new StringBuilder("[");
    StringBuilder status = new StringBuilder("ok ");
    for (int i = 0; i < 3; i++) {
      body.append(i).append(':').append(readSms());
      status.append(i);
    }
    upload(status.append(']').toString()); // expect nothing
    kept = body.toString();
  }

  String kept;
}
