package com.example.flow;

import android.content.Intent;

/** An array element. */
public class ArrayElementLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String[] pair = new String[2];
    pair[0] = readSms();
    pair[1] = "idle";
    upload(pair[0]); // expect 201
  }
}
