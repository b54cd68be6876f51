package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;

public class Main extends Activity {
  private View.OnClickListener kept;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    View removed = findViewById(1);
    removed.setOnClickListener(new SafeRemoved());
    removed.setOnClickListener(null);
    View replaced = findViewById(2);
    replaced.setOnClickListener(new SafeReplaced());
    replaced.setOnClickListener(new LeakReplacing());
    View other = findViewById(3);
    kept = new LeakKept();
    other.setOnClickListener(kept);
    other.setOnClickListener(null);
    View once = findViewById(4);
    View.OnClickListener twice = new LeakTwice();
    once.setOnClickListener(twice);
    findViewById(5).setOnClickListener(twice);
    once.setOnClickListener(null);
    View maybe = findViewById(6);
    maybe.setOnClickListener(new LeakMaybe());
    if (state == null) {
      maybe.setOnClickListener(null);
    }
  }

  @Override
  protected void onResume() {
    super.onResume();
    findViewById(3).setOnClickListener(kept);
  }
}
