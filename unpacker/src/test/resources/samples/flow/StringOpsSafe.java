package com.example.flow;

import android.content.Intent;
import java.util.Locale;

/** Derived from a constant alone. */
public class StringOpsSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = "idle";
    kept = readSms();
    String shown = String.format(Locale.ROOT, "%s;%d", text.trim().replace('a', 'b'), 7);
    upload("body=" + shown.toLowerCase(Locale.ROOT).substring(1)); // expect nothing
  }

  String kept;
}
