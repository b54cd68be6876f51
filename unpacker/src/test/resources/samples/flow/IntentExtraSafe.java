package com.example.flow;

import android.content.Intent;

/** Another extra of the same intent is sent. */
public class IntentExtraSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Intent work = new Intent(this, Uploader.class);
    work.putExtra("body", readSms());
    work.putExtra("mode", "idle");
    startService(work);
  }

  /** Declared in the manifest. */
  public static class Uploader extends FlowService {
    @Override
    void run(Intent intent) {
      upload(intent.getStringExtra("mode")); // expect nothing
    }
  }
}
