package com.example.flow;

import android.content.Intent;
import java.util.concurrent.Executors;

/** The lambda captures another value. */
public class LambdaSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    String mode = kept == null ? "first" : "again";
    kept = text;
    Executors.newSingleThreadExecutor().execute(() -> upload(mode)); // expect nothing
  }

  String kept;
}
