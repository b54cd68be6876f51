package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    sendOrderedBroadcast(new Intent("com.example.golden.ASK"), null);
  }
}
