package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class LeakMain extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Out.send(Secret.text());
  }
}
