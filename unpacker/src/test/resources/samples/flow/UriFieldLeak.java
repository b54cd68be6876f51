package com.example.flow;

import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;
import android.provider.Telephony;

/** The provider is named by a framework field. */
public class UriFieldLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Uri uri = Telephony.Sms.Inbox.CONTENT_URI;
    Cursor cursor = getContentResolver().query(uri, null, null, null, null);
    while (cursor != null && cursor.moveToNext()) {
      upload(cursor.getString(cursor.getColumnIndex("body"))); // expect 201
    }
  }
}
