package com.example.flow;

import android.content.Intent;

/** The subclass drops the text. */
public class TemplateMethodSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    new Pump().pump(this);
  }

  abstract static class Base {
    void pump(FlowService service) {
      deliver(service.readSms());
    }

    abstract void deliver(String text);
  }

  static class Pump extends Base {
    @Override
    void deliver(String text) {
      upload("alive"); // expect nothing
    }
  }
}
