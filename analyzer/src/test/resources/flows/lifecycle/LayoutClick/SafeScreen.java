package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import golden.Out;

public class SafeScreen extends Activity {
  private String data;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
    data = getString(R.string.send);
  }

  public void send(View view) {
    Out.send(data);
  }
}
