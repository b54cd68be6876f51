package com.example.flow;

import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;

/** Only the number of rows is sent. */
public class CountOnlySafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Cursor cursor =
        getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null);
    kept = cursor.moveToFirst() ? cursor.getString(0) : "";
    upload("alive"); // expect nothing
    cursor.close();
  }

  String kept;
}
