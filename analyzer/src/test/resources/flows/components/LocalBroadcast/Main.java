package com.example.golden;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.Bundle;
import androidx.localbroadcastmanager.content.LocalBroadcastManager;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    LocalBroadcastManager local = LocalBroadcastManager.getInstance(this);
    local.registerReceiver(new Leak(), new IntentFilter("golden.LOCAL"));
    local.registerReceiver(new Safe(), new IntentFilter("golden.OTHER"));
    local.sendBroadcast(new Intent("golden.LOCAL").putExtra("text", Secret.text()));
  }

  static class Leak extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
      Out.send(intent.getStringExtra("text"));
    }
  }

  static class Safe extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
      Out.send(intent.getStringExtra("text"));
    }
  }
}
