package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.Binder;
import android.os.IBinder;
import golden.Out;
import golden.Secret;

public class Store extends Service {
  private String kept;
  private String other;

  class Local extends Binder {
    void keep(String text) {
      kept = text;
      other = "nothing";
    }

    String secret() {
      return Secret.other();
    }

    String plain() {
      return "nothing";
    }
  }

  @Override
  public IBinder onBind(Intent intent) {
    return new Local();
  }

  @Override
  public boolean onUnbind(Intent intent) {
    sendLeak(kept);
    safeToo(other);
    return false;
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void safeToo(String text) {
    Out.send(text);
  }
}
