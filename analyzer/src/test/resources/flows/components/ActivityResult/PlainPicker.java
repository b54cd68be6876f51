package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

public class PlainPicker extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setResult(RESULT_OK, new Intent().putExtra("picked", "plain"));
    finish();
  }
}
