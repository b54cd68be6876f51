package com.example.golden;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.IBinder;
import golden.Out;
import golden.Secret;

public class Main extends Activity implements ServiceConnection {
  private Store.Local store;

  @Override
  protected void onStart() {
    super.onStart();
    bindService(new Intent(this, Store.class), this, BIND_AUTO_CREATE);
  }

  @Override
  public void onServiceConnected(ComponentName name, IBinder binder) {
    store = (Store.Local) binder;
    store.keep(Secret.text());
    leakReturned(store.secret());
    sendSafe(store.plain());
  }

  @Override
  public void onServiceDisconnected(ComponentName name) {
    store = null;
  }

  private static void leakReturned(String text) {
    Out.send(text);
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }
}
