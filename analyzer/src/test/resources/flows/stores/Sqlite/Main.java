package com.example.golden;

import android.app.Activity;
import android.content.ContentValues;
import android.content.Context;
import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import android.database.sqlite.SQLiteOpenHelper;
import android.database.sqlite.SQLiteStatement;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  static class Helper extends SQLiteOpenHelper {
    Helper(Context context) {
      super(context, "queue.db", null, 1);
    }

    @Override
    public void onCreate(SQLiteDatabase db) {
      db.execSQL("CREATE TABLE messages (_id INTEGER PRIMARY KEY, body TEXT, state TEXT)");
    }

    @Override
    public void onUpgrade(SQLiteDatabase db, int from, int to) {}
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    SQLiteDatabase db = new Helper(this).getWritableDatabase();
    ContentValues row = new ContentValues();
    row.put("body", Secret.text());
    row.put("state", "new");
    db.insert("messages", null, row);
    db.execSQL("INSERT INTO calls (number) VALUES ('" + Secret.text() + "')");
    db.execSQL("INSERT INTO bound (number) VALUES (?)", new Object[] {Secret.other()});
    SQLiteStatement insert =
        db.compileStatement("INSERT OR REPLACE INTO `compiled` (text) VALUES (?)");
    insert.bindString(1, Secret.text());
    insert.executeInsert();
    ContentValues status = new ContentValues();
    status.put("body", "idle");
    db.update("status", status, "_id = ?", new String[] {"1"});
  }

  @Override
  protected void onResume() {
    super.onResume();
    SQLiteDatabase db = new Helper(this).getReadableDatabase();
    leakColumn(db);
    leakRaw(db);
    leakBound(db);
    leakCompiled(db);
    safeColumn(db);
    safeTable(db);
    safeRaw(db);
    safeCount(db);
  }

  private void leakColumn(SQLiteDatabase db) {
    Cursor rows = db.query("messages", new String[] {"body"}, null, null, null, null, null);
    while (rows.moveToNext()) {
      Out.send(rows.getString(rows.getColumnIndex("body")));
    }
    rows.close();
  }

  private void leakRaw(SQLiteDatabase db) {
    Cursor rows = db.rawQuery("SELECT * FROM calls ORDER BY number", null);
    rows.moveToFirst();
    Out.send(rows.getString(0));
  }

  private void leakBound(SQLiteDatabase db) {
    Cursor rows = db.rawQuery("select number from \"bound\"", null);
    Out.send(rows.getString(0));
  }

  private void leakCompiled(SQLiteDatabase db) {
    Cursor rows = db.query("compiled", null, null, null, null, null, null);
    Out.send(rows.getString(rows.getColumnIndexOrThrow("text")));
  }

  private void safeColumn(SQLiteDatabase db) {
    Cursor rows = db.query("messages", null, null, null, null, null, null);
    Out.send(rows.getString(rows.getColumnIndex("state")));
  }

  private void safeTable(SQLiteDatabase db) {
    Cursor rows = db.query("status", null, null, null, null, null, null);
    Out.send(rows.getString(rows.getColumnIndex("body")));
  }

  private void safeRaw(SQLiteDatabase db) {
    Out.send(db.rawQuery("SELECT body FROM status WHERE _id = 1", null).getString(0));
  }

  private void safeCount(SQLiteDatabase db) {
    Out.send(db.query("messages", null, null, null, null, null, null).getCount());
  }
}
