package com.example.golden;

import android.app.IntentService;
import android.content.Intent;
import golden.Out;

public class LeakUpload extends IntentService {
  public LeakUpload() {
    super("upload");
  }

  @Override
  protected void onHandleIntent(Intent intent) {
    Out.send(intent.getStringExtra("body"));
    safe(intent.getStringExtra("count"));
  }

  private static void safe(String text) {
    Out.send(text);
  }
}
