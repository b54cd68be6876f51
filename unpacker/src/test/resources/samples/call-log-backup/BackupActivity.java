package com.example.callbackup;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

/** Starts the backup. */
public class BackupActivity extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, BackupService.class));
  }
}
