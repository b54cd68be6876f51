package com.example.golden;

import android.app.Activity;
import android.content.IntentFilter;
import android.os.Bundle;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    registerReceiver(new LeakReceiver(), new IntentFilter("com.example.golden.TICK"));
  }
}
