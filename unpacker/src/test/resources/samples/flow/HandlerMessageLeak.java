package com.example.flow;

import android.content.Intent;
import android.os.Handler;
import android.os.Looper;
import android.os.Message;

/** The object of a message to a handler. */
public class HandlerMessageLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Handler handler = new Sender(Looper.getMainLooper());
    Message message = handler.obtainMessage();
    message.obj = readSms();
    handler.sendMessage(message);
  }

  static class Sender extends Handler {
    Sender(Looper looper) {
      super(looper);
    }

    @Override
    public void handleMessage(Message message) {
      upload((String) message.obj); // expect 201
    }
  }
}
