package com.example.findphone;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;

/** Explains the app. */
public class FindActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText("Send the word LOCATE to this phone to learn where it is.");
    setContentView(text);
  }
}
