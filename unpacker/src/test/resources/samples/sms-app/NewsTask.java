package com.example.messages;

import android.os.AsyncTask;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** A network call that has nothing to do with the messages. */
class NewsTask extends AsyncTask<Void, Void, Integer> {
  @Override
  protected Integer doInBackground(Void... nothing) {
    try {
      URL url = new URL("https://news.messages.invalid/v2");
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write("version=2".getBytes("UTF-8")); // expect nothing
      out.close();
      return connection.getResponseCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
