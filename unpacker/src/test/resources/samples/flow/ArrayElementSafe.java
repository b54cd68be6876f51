package com.example.flow;

import android.content.Intent;

/** Another element of the array. */
public class ArrayElementSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String[] pair = new String[2];
    pair[0] = readSms();
    pair[1] = "idle";
    upload(pair[1]); // expect nothing
  }
}
