package com.example.flow;

import android.content.ContentValues;
import android.content.Context;
import android.content.Intent;
import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;

/** Stored in a table, sent from it later. */
public class SqliteLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    SQLiteDatabase db = openOrCreateDatabase("q.db", Context.MODE_PRIVATE, null);
    ContentValues row = new ContentValues();
    row.put("body", readSms());
    db.insert("messages", null, row);
    ContentValues status = new ContentValues();
    status.put("body", "idle");
    db.insert("status", null, status);
  }

  /** Declared in the manifest. */
  public static class Later extends FlowService {
    @Override
    void run(Intent intent) {
      SQLiteDatabase db = openOrCreateDatabase("q.db", Context.MODE_PRIVATE, null);
      Cursor rows = db.query("messages", null, null, null, null, null, null);
      while (rows.moveToNext()) {
        upload(rows.getString(rows.getColumnIndex("body"))); // expect 201
      }
      rows.close();
    }
  }
}
