package com.example.golden;

import android.app.Activity;
import android.os.AsyncTask;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new LeakArgument().execute("constant", Secret.text());
    new SafeArgument().execute("constant");
    new LeakResult().executeOnExecutor(AsyncTask.THREAD_POOL_EXECUTOR);
    new SafeResult().execute();
    new LeakProgress().execute();
  }

  static class LeakArgument extends AsyncTask<String, Void, Void> {
    @Override
    protected Void doInBackground(String... data) {
      Out.send(data[1]);
      safeFirst(data);
      return null;
    }

    private void safeFirst(String... data) {
      Out.send(data[0]);
    }
  }

  static class SafeArgument extends AsyncTask<String, Void, Void> {
    @Override
    protected Void doInBackground(String... data) {
      Out.send(data[0]);
      return null;
    }
  }

  static class LeakResult extends AsyncTask<Void, Void, String> {
    @Override
    protected String doInBackground(Void... nothing) {
      return Secret.other();
    }

    @Override
    protected void onPostExecute(String result) {
      Out.send(result);
    }
  }

  static class SafeResult extends AsyncTask<Void, Void, String> {
    @Override
    protected String doInBackground(Void... nothing) {
      return "constant";
    }

    @Override
    protected void onPostExecute(String result) {
      Out.send(result);
    }
  }

  static class LeakProgress extends AsyncTask<Void, String, String> {
    @Override
    protected String doInBackground(Void... nothing) {
      publishProgress(Secret.text());
      return "constant";
    }

    @Override
    protected void onProgressUpdate(String... values) {
      Out.send(values[0]);
    }

    @Override
    protected void onPostExecute(String result) {
      safeDone(result);
    }

    private void safeDone(String result) {
      Out.send(result);
    }
  }
}
