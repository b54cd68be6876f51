package com.example.flow;

import android.content.Intent;
import android.os.Bundle;

/** Another key of the bundle. */
public class BundleExtraSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Bundle bundle = new Bundle();
    bundle.putString("body", readSms());
    bundle.putString("mode", "idle");
    Intent work = new Intent(this, Uploader.class);
    work.putExtras(bundle);
    startService(work);
  }

  /** Declared in the manifest. */
  public static class Uploader extends FlowService {
    @Override
    void run(Intent intent) {
      Bundle extras = intent.getExtras();
      upload(extras.getString("mode")); // expect nothing
    }
  }
}
