package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;

public class LeakHolding extends Activity implements Holder {
  private String data = "";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    findViewById(1).setOnClickListener(new Listener(this));
  }

  @Override
  protected void onStop() {
    super.onStop();
    Out.send(data);
  }

  @Override
  public void hold(String text) {
    data = text;
  }
}
