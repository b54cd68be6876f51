package com.example.golden;

import android.app.Activity;
import android.content.ContentValues;
import android.database.Cursor;
import android.database.sqlite.SQLiteDatabase;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    SQLiteDatabase db = openOrCreateDatabase("kept.db", 0, null);
    db.insert("main.one", null, row());
    db.insert("two", null, row());
    db.insert("three", null, row());
    db.insert("four", null, row());
    db.insert("five", null, row());
    db.insert("six", null, row());
    db.insert("seven", null, row());
    db.execSQL("UPDATE OR IGNORE eight SET v = '" + Secret.text() + "'");
  }

  @Override
  protected void onResume() {
    super.onResume();
    SQLiteDatabase db = openOrCreateDatabase("kept.db", 0, null);
    leakSchema(db.rawQuery("SELECT v FROM ONE", null));
    leakQuoted(db.rawQuery("SELECT v FROM \"two\" WHERE v != \"\"", null));
    leakBracketed(db.rawQuery("SELECT v FROM [three]", null));
    leakListed(db.rawQuery("SELECT b.v FROM other AS a, four AS b", null));
    leakJoined(
        db.rawQuery("SELECT b.v FROM other a LEFT OUTER JOIN temp.`five` b ON a.v = b.v", null));
    leakCommented(db.rawQuery("SELECT v/* FROM none */ FROM/**/six -- FROM none", null));
    leakNested(db.rawQuery("SELECT v FROM (SELECT v FROM seven) AS inner_one", null));
    leakIgnored(db.rawQuery("SELECT v FROM eight ORDER BY v, nine", null));
    leakTableArgument(db.query("other AS a, [two] b", null, null, null, null, null, null));
    safeOtherTables(db.rawQuery("SELECT v FROM other, \"ones\" ORDER BY one, two", null));
    safeComment(db.rawQuery("SELECT v FROM other -- FROM one\n", null));
    safeAlias(db.rawQuery("SELECT one.v FROM other AS one", null));
    safeTableArgument(db.query("other AS one", null, null, null, null, null, null));
  }

  private static ContentValues row() {
    ContentValues row = new ContentValues();
    row.put("v", Secret.text());
    return row;
  }

  private static void leakSchema(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakQuoted(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakBracketed(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakListed(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakJoined(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakCommented(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakNested(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakIgnored(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void leakTableArgument(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void safeOtherTables(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void safeComment(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void safeAlias(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }

  private static void safeTableArgument(Cursor rows) {
    Out.send(rows.getString(rows.getColumnIndex("v")));
  }
}
