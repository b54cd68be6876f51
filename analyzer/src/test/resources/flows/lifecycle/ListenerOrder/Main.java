package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private String early;
  private String late;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    sendSafe(late);
    findViewById(1).setOnClickListener(v -> early = Secret.text());
  }

  @Override
  protected void onStop() {
    super.onStop();
    sendLeak(early);
    sendSafeToo(late);
  }

  @Override
  protected void onDestroy() {
    super.onDestroy();
    findViewById(2).setOnClickListener(v -> late = Secret.text());
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }

  private static void sendSafeToo(String text) {
    Out.send(text);
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }
}
