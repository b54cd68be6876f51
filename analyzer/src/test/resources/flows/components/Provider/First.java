package com.example.golden;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import golden.Out;
import golden.Secret;

public class First extends ContentProvider {
  @Override
  public boolean onCreate() {
    return true;
  }

  @Override
  public Uri insert(Uri uri, ContentValues values) {
    leakInserted(values.getAsString("text"));
    return uri;
  }

  @Override
  public Cursor query(Uri uri, String[] columns, String where, String[] arguments, String order) {
    MatrixCursor rows = new MatrixCursor(new String[] {"text"});
    rows.addRow(new Object[] {Secret.other()});
    return rows;
  }

  @Override
  public int update(Uri uri, ContentValues values, String where, String[] arguments) {
    return 0;
  }

  @Override
  public int delete(Uri uri, String where, String[] arguments) {
    return 0;
  }

  @Override
  public String getType(Uri uri) {
    return null;
  }

  private static void leakInserted(String text) {
    Out.send(text);
  }
}
