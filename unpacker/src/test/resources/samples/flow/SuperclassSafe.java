package com.example.flow;

import android.content.Intent;

/** The inherited method is overridden and does not send. */
public class SuperclassSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Base base = new Derived();
    base.handle(readSms());
  }

  static class Base {
    void handle(String text) {
      upload(text); // expect nothing
    }
  }

  static class Derived extends Base {
    int handled;

    @Override
    void handle(String text) {
      handled++;
    }
  }
}
