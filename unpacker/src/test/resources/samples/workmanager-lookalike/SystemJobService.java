package androidx.work.impl.background.systemjob;

import android.app.job.JobParameters;
import android.app.job.JobService;

/** Runs jobs. */
public class SystemJobService extends JobService {
  @Override
  public boolean onStartJob(JobParameters parameters) {
    return false;
  }

  @Override
  public boolean onStopJob(JobParameters parameters) {
    return false;
  }
}
