package com.example.flow;

import android.content.Intent;
import android.os.AsyncTask;

/** A parameter of an AsyncTask. */
public class AsyncTaskLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String text = readSms();
    new SendTask().execute(text);
  }

  static class SendTask extends AsyncTask<String, Void, Void> {
    @Override
    protected Void doInBackground(String... texts) {
      upload(texts[0]); // expect 201
      return null;
    }
  }
}
