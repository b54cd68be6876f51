package com.example.golden;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import golden.Secret;

public class Incoming extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    Intent upload = new Intent(context, LeakUpload.class);
    upload.putExtra("body", Secret.text());
    upload.putExtra("count", "nothing");
    context.startService(upload);
  }
}
