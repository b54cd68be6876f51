package com.example.flow;

import android.content.Intent;
import java.util.concurrent.Executors;

/** A lambda given to an executor. */
public class LambdaLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    String mode = kept == null ? "first" : "again";
    kept = text;
    Executors.newSingleThreadExecutor().execute(() -> upload(text)); // expect 201
  }

  String kept;
}
