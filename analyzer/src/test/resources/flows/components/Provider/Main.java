package com.example.golden;

import android.app.Activity;
import android.content.ContentValues;
import android.net.Uri;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    ContentValues values = new ContentValues();
    values.put("text", Secret.text());
    getContentResolver().insert(Uri.parse("content://com.example.golden.first/kept"), values);
    Uri first = Uri.parse("content://com.example.golden.first/rows");
    sendLeak(getContentResolver().query(first, null, null, null, null).getString(0));
    Uri second = Uri.parse("content://com.example.golden.second/rows");
    sendSafe(getContentResolver().query(second, null, null, null, null).getString(0));
    safeByParameter(rows("content://com.example.golden.second/rows"));
  }

  private String rows(String uri) {
    return getContentResolver().query(Uri.parse(uri), null, null, null, null).getString(0);
  }

  private static void safeByParameter(String text) {
    Out.send(text);
  }

  private static void sendLeak(String text) {
    Out.send(text);
  }

  private static void sendSafe(String text) {
    Out.send(text);
  }
}
