package com.example.golden;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import golden.Out;

public class Main extends Activity {
  private static final String SCHEME = "content";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakCase();
    leakParts();
    leakReplace();
    leakChars();
    leakInsert();
    leakHelper();
    leakSplit();
    safeCase();
    safeInsert();
    safeHelper();
    safeSetLength();
  }

  private String read(String uri) {
    Cursor rows = getContentResolver().query(Uri.parse(uri), null, null, null, null);
    return rows.getString(0);
  }

  private void leakCase() {
    Out.send(read(" CONTENT://SMS ".trim().toLowerCase()));
  }

  private void leakParts() {
    String padded = "xxsmsxx";
    Out.send(read(SCHEME + "://" + padded.substring(2, 5) + '/' + "inbox"));
  }

  private void leakReplace() {
    Out.send(read("content:__call_log".replace('_', '/').replace("call/log", "call_log")));
  }

  private void leakChars() {
    char[] chars = {'s', 'm', 's'};
    Out.send(read("content://" + new String(chars)));
  }

  private void leakInsert() {
    StringBuilder uri = new StringBuilder("sms");
    uri.insert(0, "content://").append("/inboxes").setLength(19);
    Out.send(read(uri.toString()));
  }

  private void leakHelper() {
    Out.send(read(uri("sms", "sent")));
  }

  private void leakSplit() {
    Out.send(read(String.format("%s://%s/%s", "content", "sms", String.valueOf(7))));
  }

  private static String uri(String provider, String table) {
    return new StringBuilder("content://").append(provider).append('/').append(table).toString();
  }

  private void safeCase() {
    Out.send(read("content://SMS".replace("SMS", "media")));
  }

  private void safeInsert() {
    StringBuilder uri = new StringBuilder("content://sms");
    uri.reverse();
    Out.send(read(uri.toString()));
  }

  private void safeHelper() {
    Out.send(read(uri("media", "sms")));
  }

  private void safeSetLength() {
    StringBuilder uri = new StringBuilder("content://sms/inbox");
    uri.setLength(10);
    Out.send(read(uri.toString()));
  }
}
