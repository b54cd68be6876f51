package com.example.flow;

import android.content.Intent;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Another callable. */
public class FutureSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<String> text = pool.submit((Callable<String>) this::readSms);
    Future<String> mode = pool.submit((Callable<String>) () -> "idle");
    upload(mode.get()); // expect nothing
    kept = text;
  }

  Future<String> kept;
}
