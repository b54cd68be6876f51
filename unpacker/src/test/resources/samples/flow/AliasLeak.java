package com.example.flow;

import android.content.Intent;

/** Two names of one object. */
public class AliasLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Note first = new Note();
    Note second = first;
    first.text = readSms();
    upload(second.text); // expect 201
  }

  static final class Note {
    String text = "";
  }
}
