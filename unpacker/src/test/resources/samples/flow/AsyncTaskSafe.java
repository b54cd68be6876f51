package com.example.flow;

import android.content.Intent;
import android.os.AsyncTask;

/** The task gets a constant. */
public class AsyncTaskSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    kept = text;
    new SendTask().execute("alive");
  }

  String kept;

  static class SendTask extends AsyncTask<String, Void, Void> {
    @Override
    protected Void doInBackground(String... texts) {
      upload(texts[0]); // expect nothing
      return null;
    }
  }
}
