package com.example.fleet;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** Starts the service. */
public class MapActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startForegroundService(new Intent(this, FleetService.class));
  }
}
