package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Outside extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent intent = new Intent("com.example.elsewhere.EDIT");
    intent.putExtra("text", Secret.text());
    startActivityForResult(intent, 2);
    startActivity(new Intent("com.example.elsewhere.SHOW").putExtra("shown", Secret.other()));
  }

  @Override
  protected void onActivityResult(int request, int result, Intent data) {
    leakEdited(data.getStringExtra("text"));
    safe(data.getStringExtra("shown"));
  }

  private static void leakEdited(String text) {
    Out.send(text);
  }

  private static void safe(String text) {
    Out.send(text);
  }
}
