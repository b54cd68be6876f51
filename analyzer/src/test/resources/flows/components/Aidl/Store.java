package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import golden.Out;
import golden.Secret;

public class Store extends Service {
  private final IStore.Stub binder =
      new IStore.Stub() {
        private String kept;

        @Override
        public void keep(String text) {
          kept = text;
          leakKept(kept);
        }

        @Override
        public String secret() {
          return Secret.other();
        }

        @Override
        public String plain() {
          return "plain";
        }
      };

  @Override
  public IBinder onBind(Intent intent) {
    return binder;
  }

  private static void leakKept(String text) {
    Out.send(text);
  }
}
