package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.TextView;
import golden.Out;
import golden.Secret;

public class LeakScreen extends Activity {
  private String data;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
    ((TextView) findViewById(R.id.shown)).setText(R.string.send);
    data = Secret.text();
  }

  public void send(View view) {
    Out.send(data);
  }
}
