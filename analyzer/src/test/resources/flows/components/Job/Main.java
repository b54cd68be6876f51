package com.example.golden;

import android.app.Activity;
import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;
import android.os.Bundle;
import android.os.PersistableBundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    PersistableBundle extras = new PersistableBundle();
    extras.putString("text", Secret.text());
    extras.putString("other", "nothing");
    JobInfo job =
        new JobInfo.Builder(1, new ComponentName(this, LeakJob.class)).setExtras(extras).build();
    ((JobScheduler) getSystemService("jobscheduler")).schedule(job);
  }
}
