package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
  }

  public void leakMayBeMeant(View view) {
    Out.send(Secret.text());
  }

  public void safeOtherParameters(View view, int more) {
    Out.send(Secret.text());
  }
}
