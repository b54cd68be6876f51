package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.Bundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    registerReceiver(new LeakRegistered(), new IntentFilter("com.example.golden.NEWS"));
    registerReceiver(new SafeRegistered(), new IntentFilter("com.example.golden.OTHER"));
    sendBroadcast(new Intent("com.example.golden.NEWS").putExtra("text", Secret.text()));
  }
}
