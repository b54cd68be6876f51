package com.example.golden;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import golden.Secret;

public class First extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    setResultData(Secret.text());
    Bundle extras = new Bundle();
    extras.putString("more", Secret.other());
    extras.putString("plain", "nothing");
    setResultExtras(extras);
  }
}
