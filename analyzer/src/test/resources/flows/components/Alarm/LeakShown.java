package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;

public class LeakShown extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Out.send(getIntent().getStringExtra("text"));
  }
}
