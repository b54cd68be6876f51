package com.example.reminder;

import android.app.Activity;
import android.os.Bundle;
import androidx.work.impl.WorkStarter;

/** Lets the bundled library do its work. */
public class ReminderActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    WorkStarter.start(getApplicationContext(), state == null);
  }
}
