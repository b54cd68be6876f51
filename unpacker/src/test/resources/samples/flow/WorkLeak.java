package com.example.flow;

import android.content.Context;
import android.content.Intent;
import androidx.work.Data;
import androidx.work.OneTimeWorkRequest;
import androidx.work.WorkManager;
import androidx.work.Worker;
import androidx.work.WorkerParameters;

/** Input data of a worker. */
public class WorkLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Data data = new Data.Builder().putString("body", readSms()).putString("mode", "idle").build();
    WorkManager.getInstance(this)
        .enqueue(new OneTimeWorkRequest.Builder(Sender.class).setInputData(data).build());
  }

  /** Started by WorkManager. */
  public static class Sender extends Worker {
    public Sender(Context context, WorkerParameters parameters) {
      super(context, parameters);
    }

    @Override
    public Result doWork() {
      upload(getInputData().getString("body")); // expect 201
      return Result.success();
    }
  }
}
