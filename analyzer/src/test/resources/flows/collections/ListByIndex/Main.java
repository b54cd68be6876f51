package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> list = new LinkedList<>();
    list.add("first");
    list.add(Secret.text());
    list.add("last");
    safeFirst(list.get(0));
    leakSecond(list.get(1));
    leakAny(list.get(state.size()));
    list.remove("first");
    leakMoved(list.get(0));
    List<String> filled = new ArrayList<>();
    fill(filled);
    leakFilled(filled.get(1));
    leakCopied(new ArrayList<>(Arrays.asList("a", Secret.text())).get(1));
    ArrayList<String> set = new ArrayList<>();
    set.add(Secret.text());
    set.set(0, "nothing");
    safeSet(set.get(0));
    leakLoop(2);
  }

  private static void fill(List<String> list) {
    list.add("a");
    list.add(Secret.text());
  }

  private static void leakLoop(int times) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      list.add("harmless");
      list.add(Secret.text());
    }
    Out.send(list.get(5));
  }

  private static void safeFirst(String text) {
    Out.send(text);
  }

  private static void leakSecond(String text) {
    Out.send(text);
  }

  private static void leakAny(String text) {
    Out.send(text);
  }

  private static void leakMoved(String text) {
    Out.send(text);
  }

  private static void leakFilled(String text) {
    Out.send(text);
  }

  private static void leakCopied(String text) {
    Out.send(text);
  }

  private static void safeSet(String text) {
    Out.send(text);
  }
}
