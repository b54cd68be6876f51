package com.example.flow;

import android.content.Intent;
import android.util.Base64;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A constant is encoded. */
public class EncodedSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    byte[] bytes = "alive".getBytes(StandardCharsets.UTF_8);
    kept = readSms();
    String packed = Base64.encodeToString(bytes, Base64.NO_WRAP);
    upload("d=" + URLEncoder.encode(packed, "UTF-8")); // expect nothing
  }

  String kept;
}
