package com.example.golden;

import android.app.Activity;
import android.content.ContentValues;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private static final Uri NOTES = Uri.parse("content://com.example.golden.notes/items");
  private static final Uri STATES = Uri.parse("content://com.example.golden.notes/states");

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ContentValues row = new ContentValues();
    row.put("body", Secret.text());
    getContentResolver().insert(NOTES, row);
    ContentValues status = new ContentValues();
    status.put("body", "idle");
    getContentResolver().insert(STATES, status);
  }

  @Override
  protected void onResume() {
    super.onResume();
    leakRow();
    safeOtherTable();
  }

  private void leakRow() {
    Cursor rows = getContentResolver().query(NOTES, null, null, null, null);
    Out.send(rows.getString(rows.getColumnIndex("body")));
  }

  private void safeOtherTable() {
    Cursor rows = getContentResolver().query(STATES, null, null, null, null);
    Out.send(rows.getString(rows.getColumnIndex("body")));
  }
}
