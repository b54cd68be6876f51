package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private String late;
  private String heard;
  private String shown;
  private static String last;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    sendSafe(late);
    sendSafeHeard(heard);
    sendLeakLast(last);
  }

  @Override
  protected void onResume() {
    super.onResume();
    sendLeak(shown);
  }

  @Override
  protected void onPause() {
    super.onPause();
    shown = Secret.text();
  }

  @Override
  protected void onDestroy() {
    super.onDestroy();
    late = Secret.text();
    last = Secret.other();
    getWindow().getDecorView().post(() -> heard = Secret.text());
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }

  private static void sendSafeHeard(String text) {
    Out.send(text);
  }

  private static void sendLeakLast(String text) {
    Out.send(text);
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }
}
