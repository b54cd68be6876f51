package com.example.quiz;

import android.app.Activity;
import android.os.Bundle;
import com.adlib.sdk.Banner;

/** Uses a part of the library that does not know where it is. */
public class QuizActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new Banner(this));
  }
}
