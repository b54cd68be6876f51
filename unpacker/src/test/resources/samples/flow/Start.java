package com.example.flow;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** Starts the case. */
public class Start extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, CASE.class));
  }
}
