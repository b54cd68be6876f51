package com.example.flow;

import android.content.Intent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A value in a field of a Runnable. */
public class RunnableFieldLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Task task = new Task();
    task.text = readSms();
    task.mode = "idle";
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.execute(task);
  }

  static class Task implements Runnable {
    String text;
    String mode;

    @Override
    public void run() {
      upload(text); // expect 201
    }
  }
}
