package com.example.family;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.TextView;

/** Says openly what the app does. */
public class TrackerActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText("Your position is shared with your family.");
    setContentView(text);
    startService(new Intent(this, TrackerService.class));
  }
}
