package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Picker extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakGiven(getIntent().getStringExtra("given"));
    setResult(RESULT_OK, new Intent().putExtra("picked", Secret.text()));
    finish();
  }

  private static void leakGiven(String text) {
    Out.send(text);
  }
}
