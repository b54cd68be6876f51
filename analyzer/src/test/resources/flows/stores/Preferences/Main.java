package com.example.golden;

import android.app.Activity;
import android.content.Context;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.preference.PreferenceManager;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    getSharedPreferences("queue", Context.MODE_PRIVATE)
        .edit()
        .putString("pending", Secret.text())
        .putString("mode", "idle")
        .apply();
    PreferenceManager.getDefaultSharedPreferences(this)
        .edit()
        .putInt("id", Secret.number())
        .commit();
    new Store(this).put("kept", Secret.other());
    new Store(this).put("level", "high");
    getSharedPreferences("any", 0).edit().putString(state.getString("key"), Secret.text()).apply();
  }

  @Override
  protected void onResume() {
    super.onResume();
    leakSameKey();
    leakDefault();
    leakHelper();
    leakUnknownKey();
    safeOtherKey();
    safeOtherFile();
    safeDefault();
    safeHelper();
  }

  private void leakSameKey() {
    SharedPreferences prefs = getSharedPreferences("queue", Context.MODE_PRIVATE);
    Out.send(prefs.getString("pending", ""));
  }

  private void leakDefault() {
    Out.send(getSharedPreferences(getPackageName() + "_preferences", 0).getInt("id", 0));
  }

  private void leakHelper() {
    Out.send(new Store(this).get("kept"));
  }

  private void leakUnknownKey() {
    Out.send(getSharedPreferences("any", 0).getString("some", ""));
  }

  private void safeOtherKey() {
    Out.send(getSharedPreferences("queue", Context.MODE_PRIVATE).getString("mode", ""));
  }

  private void safeOtherFile() {
    Out.send(getSharedPreferences("settings", Context.MODE_PRIVATE).getString("pending", ""));
  }

  private void safeDefault() {
    Out.send(PreferenceManager.getDefaultSharedPreferences(this).getInt("count", 0));
  }

  private void safeHelper() {
    Out.send(new Store(this).get("level"));
  }

  static class Store {
    private final SharedPreferences prefs;

    Store(Context context) {
      prefs = context.getSharedPreferences("store", Context.MODE_PRIVATE);
    }

    void put(String key, String value) {
      prefs.edit().putString(key, value).apply();
    }

    String get(String key) {
      return prefs.getString(key, "");
    }
  }
}
