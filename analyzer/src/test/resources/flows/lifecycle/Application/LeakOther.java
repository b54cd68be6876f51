package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;

public class LeakOther extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Out.send(((App) getApplicationContext()).held);
    safe(((App) getApplication()).plain);
  }

  private static void safe(String text) {
    Out.send(text);
  }
}
