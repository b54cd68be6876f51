package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import golden.Secret;

public class OtherPicker extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setResult(RESULT_OK, new Intent().putExtra("other", Secret.text()));
    finish();
  }
}
