package com.example.forward;

import android.app.Activity;
import android.os.Bundle;

/** Has a screen and an icon. */
public class ForwardActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setTitle("Messages are forwarded to +15550100");
  }
}
