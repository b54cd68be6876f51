package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    App app = (App) getApplication();
    app.held = Secret.text();
    app.plain = "nothing";
    startActivity(new Intent(this, LeakOther.class));
  }
}
