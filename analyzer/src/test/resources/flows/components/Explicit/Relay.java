package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

public class Relay extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent on = new Intent(this, LeakRelayed.class);
    on.putExtra("again", getIntent().getStringExtra("text"));
    startActivity(on);
  }
}
