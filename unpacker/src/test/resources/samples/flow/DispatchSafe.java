package com.example.flow;

import android.content.Intent;

/** The implementation that gets the text keeps it; the sender only gets a constant. */
public class DispatchSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Channel channel = new Quiet();
    channel.pass(readSms());
    new Net().pass("alive");
  }

  interface Channel {
    void pass(String text);
  }

  static class Net implements Channel {
    @Override
    public void pass(String text) {
      upload(text); // expect nothing
    }
  }

  static class Quiet implements Channel {
    int length;

    @Override
    public void pass(String text) {
      length = 1;
    }
  }
}
