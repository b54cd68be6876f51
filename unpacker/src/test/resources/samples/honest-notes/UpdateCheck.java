package com.example.notes;

import android.os.AsyncTask;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;

/** Asks for the newest version and sends nothing of its own. */
public class UpdateCheck extends AsyncTask<Void, Void, String> {
  @Override
  protected String doInBackground(Void... nothing) {
    try {
      URL url = new URL("https://updates.notes.invalid/latest");
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(); // expect nothing
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), "UTF-8"));
      String newest = reader.readLine();
      reader.close();
      return newest;
    } catch (IOException e) {
      return null;
    }
  }
}
