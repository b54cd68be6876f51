package com.example.flow;

import android.content.Intent;
import android.util.Base64;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Base64 and URL encoding on the way. */
public class EncodedLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    byte[] bytes = readSms().getBytes(StandardCharsets.UTF_8);
    kept = readSms();
    String packed = Base64.encodeToString(bytes, Base64.NO_WRAP);
    upload("d=" + URLEncoder.encode(packed, "UTF-8")); // expect 201
  }

  String kept;
}
