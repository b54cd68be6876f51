package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private static String held;
  private static String out;
  private String own;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    held = Secret.text();
    own = Secret.text();
    leakStatic();
    leakOwn();
    leakMoved();
    leakReflection();
    safeComputed();
  }

  private static String pick(String otherwise) {
    String text = held;
    return text == null ? otherwise : text;
  }

  private String pickOwn(String otherwise) {
    String text = own;
    return text == null ? otherwise : text;
  }

  private static String move(String text) {
    out = held;
    return text + "!";
  }

  private static String computed(String text) {
    StringBuilder turned = new StringBuilder(text);
    return turned.reverse().toString();
  }

  static boolean never() {
    return false;
  }

  private static void leakStatic() {
    Out.send(pick("x"));
  }

  private void leakOwn() {
    Out.send(pickOwn("x"));
  }

  private static void leakMoved() {
    move("x");
    Out.send(out);
  }

  private void leakReflection() {
    try {
      Object made =
          Class.forName("com.example.golden.Main").getDeclaredMethod("never").invoke(null);
      if (made != null) {
        Out.send(own);
      }
    } catch (ReflectiveOperationException e) {
      finish();
    }
  }

  private static void safeComputed() {
    Out.send(computed("abc"));
  }
}
