package com.example.flow;

import android.content.Intent;

/** Two objects of one class. */
public class AliasSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Note first = new Note();
    Note second = new Note();
    first.text = readSms();
    upload(second.text); // expect nothing
  }

  static final class Note {
    String text = "";
  }
}
