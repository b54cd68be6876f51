package com.example.flow;

import android.content.Intent;
import java.util.Locale;

/** Concatenation, format, replace, case, trim, substring. */
public class StringOpsLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    kept = readSms();
    String shown = String.format(Locale.ROOT, "%s;%d", text.trim().replace('a', 'b'), 7);
    upload("body=" + shown.toLowerCase(Locale.ROOT).substring(1)); // expect 201
  }

  String kept;
}
