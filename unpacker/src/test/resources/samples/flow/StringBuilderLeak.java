package com.example.flow;

import android.content.Intent;

/** Appended in a loop. */
public class StringBuilderLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    StringBuilder body = new StringBuilder("[");
    StringBuilder status = new StringBuilder("ok ");
    for (int i = 0; i < 3; i++) {
      body.append(i).append(':').append(readSms());
      status.append(i);
    }
    upload(body.append(']').toString()); // expect 201
    kept = body.toString();
  }

  String kept;
}
