package com.example.flow;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;

/** Stored under a key by one component, sent under the same key by another. */
public class PrefsKeyLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    SharedPreferences prefs = getSharedPreferences("queue", Context.MODE_PRIVATE);
    prefs.edit().putString("pending", readSms()).putString("mode", "idle").apply();
  }

  /** Declared in the manifest. */
  public static class Later extends JobService {
    @Override
    public boolean onStartJob(JobParameters parameters) {
      SharedPreferences prefs = getSharedPreferences("queue", Context.MODE_PRIVATE);
      upload(prefs.getString("pending", "")); // expect 201
      return false;
    }

    @Override
    public boolean onStopJob(JobParameters parameters) {
      return false;
    }
  }
}
