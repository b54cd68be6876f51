package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private String restored;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    if (state != null) {
      sendLeak(state.getString("kept"));
      sendSafe(state.getString("other"));
    }
  }

  @Override
  protected void onSaveInstanceState(Bundle state) {
    super.onSaveInstanceState(state);
    state.putString("kept", Secret.text());
    state.putString("other", "nothing");
  }

  @Override
  protected void onRestoreInstanceState(Bundle state) {
    super.onRestoreInstanceState(state);
    restored = state.getString("kept");
  }

  @Override
  protected void onResume() {
    super.onResume();
    leakRestored(restored);
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void leakRestored(String text) {
    Out.send(text);
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }
}
