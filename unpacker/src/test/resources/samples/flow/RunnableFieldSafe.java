package com.example.flow;

import android.content.Intent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Another field of the Runnable. */
public class RunnableFieldSafe extends FlowService {
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
      upload(mode); // expect nothing
    }
  }
}
