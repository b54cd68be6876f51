package com.example.flow;

import android.content.Intent;

/** An inherited method sends. */
public class SuperclassLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Base base = new Derived();
    base.handle(readSms());
  }

  static class Base {
    void handle(String text) {
      upload(text); // expect 201
    }
  }

  static class Derived extends Base {
    int handled;
  }
}
