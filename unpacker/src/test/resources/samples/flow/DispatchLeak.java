package com.example.flow;

import android.content.Intent;

/** The implementation behind an interface sends. */
public class DispatchLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Channel channel = new Net();
    channel.pass(readSms());
  }

  interface Channel {
    void pass(String text);
  }

  static class Net implements Channel {
    @Override
    public void pass(String text) {
      upload(text); // expect 201
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
