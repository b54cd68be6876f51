package com.example.golden;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.IBinder;
import android.os.RemoteException;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private final ServiceConnection connection =
      new ServiceConnection() {
        @Override
        public void onServiceConnected(ComponentName name, IBinder binder) {
          IStore store = IStore.Stub.asInterface(binder);
          try {
            store.keep(Secret.text());
            leakReturned(store.secret());
            safeReturned(store.plain());
          } catch (RemoteException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void onServiceDisconnected(ComponentName name) {}
      };

  @Override
  protected void onStart() {
    super.onStart();
    bindService(new Intent(this, Store.class), connection, BIND_AUTO_CREATE);
  }

  private static void leakReturned(String text) {
    Out.send(text);
  }

  private static void safeReturned(String text) {
    Out.send(text);
  }
}
