package com.example.golden;

import android.app.Activity;
import android.content.SharedPreferences;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      call(getString(R.string.box), getString(R.string.put));
      Class.forName(getString(R.string.box))
          .getMethod(getString(R.string.other), String.class)
          .invoke(new Box(), getString(R.string.key));
      String[] names = getResources().getStringArray(R.array.names);
      call(names[0], names[1]);
      call(getString(R.string.box), getString(R.string.name, "Filled"));
      call(getString(R.string.box), getResources().getString(R.string.many));
      call(getString(R.string.box), getText(R.string.much).toString());
      call(getString(R.string.box), named(R.string.put));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    preferences();
    leakFilledIn(getString(R.string.name, Secret.text()));
    safeText(getString(R.string.name, "nothing"));
  }

  private static void call(String type, String method) throws ReflectiveOperationException {
    Class<?> box = Class.forName(type);
    box.getMethod(method, String.class).invoke(box.newInstance(), Secret.text());
  }

  private String named(int id) {
    return getResources().getString(id);
  }

  private void preferences() {
    SharedPreferences kept = getSharedPreferences("kept", 0);
    kept.edit().putString(getString(R.string.key), Secret.text()).apply();
    leakSameKey(kept.getString("first", ""));
    safeOtherKey(kept.getString(getString(R.string.key2), ""));
  }

  private static void leakSameKey(String data) {
    Out.send(data);
  }

  private static void safeOtherKey(String data) {
    Out.send(data);
  }

  private static void leakFilledIn(String data) {
    Out.send(data);
  }

  private static void safeText(String data) {
    Out.send(data);
  }
}
