package com.example.syncservice;

import android.util.Log;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Posts text to one address. */
final class Uploader {
  private final String address;

  Uploader(String address) {
    this.address = address;
  }

  void post(String body) {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      out.write(body.getBytes("UTF-8")); // expect 201
      out.flush();
      out.close();
      connection.getResponseCode();
      connection.disconnect();
    } catch (IOException e) {
      Log.w("sync", "later");
    }
  }
}
