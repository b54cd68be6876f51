package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import golden.Out;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    startActivityForResult(new Intent(this, Picker.class), 1);
    startActivity(new Intent(this, OtherPicker.class));
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    sendLeak(data.getStringExtra("picked"));
    sendSafe(data.getStringExtra("other"));
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }
}
