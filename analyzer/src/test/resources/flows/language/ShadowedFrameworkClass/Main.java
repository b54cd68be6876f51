package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.telephony.TelephonyManager;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakReal((TelephonyManager) getSystemService(TELEPHONY_SERVICE));
    leakSecret();
    safeOwn(new TelephonyManager.Other());
  }

  private static void leakReal(TelephonyManager manager) {
    Out.send(manager.getDeviceId());
  }

  private static void leakSecret() {
    Out.send(Secret.text());
  }

  private static void safeOwn(TelephonyManager.Other own) {
    Out.send(own.getDeviceId());
  }
}
