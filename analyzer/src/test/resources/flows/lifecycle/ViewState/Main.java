package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
  }

  public void send(View view) {
    Button button = (Button) view;
    sendLeak(button.getHint());
    sendSafe(button.getText());
    button.setHint(Secret.text());
    button.setText("nothing");
  }

  private static void sendLeak(CharSequence text) {
    Out.send(text);
  }

  private static void sendSafe(CharSequence text) {
    Out.send(text);
  }
}
