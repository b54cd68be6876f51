package com.example.callbackup;

import android.app.IntentService;
import android.content.Intent;
import android.database.Cursor;
import android.provider.CallLog;
import android.util.Log;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;

/** Writes the call log to a socket, one line a call. */
public class BackupService extends IntentService {
  public BackupService() {
    super("backup");
  }

  @Override
  protected void onHandleIntent(Intent intent) {
    Cursor calls =
        getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, "date DESC");
    try {
      Socket socket = new Socket("backup.calls.invalid", 4711);
      PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
      while (calls.moveToNext()) {
        String number = calls.getString(calls.getColumnIndex(CallLog.Calls.NUMBER));
        long seconds = calls.getLong(calls.getColumnIndex(CallLog.Calls.DURATION));
        out.println(number + ";" + seconds); // expect 301
      }
      socket.close();
    } catch (IOException e) {
      Log.w("backup", "stopped");
    } finally {
      calls.close();
    }
  }
}
