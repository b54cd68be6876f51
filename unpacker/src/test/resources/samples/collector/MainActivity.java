package com.example.collector;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** Starts the service. */
public class MainActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, CollectService.class));
  }
}
