package com.example.golden;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.Handler;
import android.os.IBinder;
import android.os.Message;
import android.os.Messenger;
import android.os.RemoteException;
import golden.Out;
import golden.Secret;

public class Main extends Activity implements ServiceConnection {
  @Override
  protected void onStart() {
    super.onStart();
    bindService(new Intent(this, Answering.class), this, BIND_AUTO_CREATE);
  }

  @Override
  public void onServiceConnected(ComponentName name, IBinder binder) {
    try {
      Message message = Message.obtain(null, 1, Secret.number(), 0);
      message.replyTo = new Messenger(new Replies());
      message.getData().putString("plain", "nothing");
      new Messenger(binder).send(message);
    } catch (RemoteException e) {
      finish();
    }
  }

  @Override
  public void onServiceDisconnected(ComponentName name) {}

  static class Replies extends Handler {
    @Override
    public void handleMessage(Message message) {
      sendLeak((String) message.obj);
      sendSafe(message.arg1);
    }
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void sendSafe(int number) {
    Out.send(number);
  }
}
