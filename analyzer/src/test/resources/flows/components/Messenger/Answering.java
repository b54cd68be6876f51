package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.Handler;
import android.os.IBinder;
import android.os.Message;
import android.os.Messenger;
import android.os.RemoteException;
import golden.Out;
import golden.Secret;

public class Answering extends Service {
  private final Messenger messenger = new Messenger(new Incoming());

  static class Incoming extends Handler {
    @Override
    public void handleMessage(Message message) {
      sendLeak(message.arg1);
      sendSafe(message.arg2);
      try {
        Message answer = Message.obtain();
        answer.obj = Secret.text();
        message.replyTo.send(answer);
      } catch (RemoteException e) {
        removeMessages(1);
      }
    }
  }

  @Override
  public IBinder onBind(Intent intent) {
    return messenger.getBinder();
  }

  private static void sendLeak(int number) {
    Out.send(number);
  }

  private static void sendSafe(int number) {
    Out.send(number);
  }
}
