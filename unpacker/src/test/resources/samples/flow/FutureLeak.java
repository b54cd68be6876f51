package com.example.flow;

import android.content.Intent;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The result of a callable. */
public class FutureLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<String> text = pool.submit((Callable<String>) this::readSms);
    Future<String> mode = pool.submit((Callable<String>) () -> "idle");
    upload(text.get()); // expect 201
    kept = text;
  }

  Future<String> kept;
}
