package com.example.flow;

import android.content.Intent;
import android.database.Cursor;
import android.net.Uri;

/** A field that names another provider. */
public class UriFieldSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Uri uri = android.provider.Settings.System.CONTENT_URI;
    Cursor cursor = getContentResolver().query(uri, null, null, null, null);
    while (cursor != null && cursor.moveToNext()) {
      upload(cursor.getString(cursor.getColumnIndex("body"))); // expect nothing
    }
  }
}
