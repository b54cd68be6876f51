package com.example.flow;

import android.content.Intent;

/** An extra of an explicit intent to a service of the same app. */
public class IntentExtraLeak extends FlowService {
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
      upload(intent.getStringExtra("body")); // expect 201
    }
  }
}
