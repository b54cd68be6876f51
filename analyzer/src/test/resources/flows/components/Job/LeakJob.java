package com.example.golden;

import android.app.job.JobParameters;
import android.app.job.JobService;
import golden.Out;

public class LeakJob extends JobService {
  @Override
  public boolean onStartJob(JobParameters parameters) {
    Out.send(parameters.getExtras().getString("text"));
    safe(parameters.getExtras().getString("other"));
    return false;
  }

  @Override
  public boolean onStopJob(JobParameters parameters) {
    return false;
  }

  private static void safe(String text) {
    Out.send(text);
  }
}
