package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakSwapped(list());
    leakSorted(list());
    leakReversed(list());
    leakRemoved(list());
    leakIteratorRemoved(list());
    leakSetAfterInsert();
    leakSortedArray();
    leakPutIfAbsent();
    safeUnmoved(list());
  }

  private static List<String> list() {
    List<String> list = new ArrayList<>();
    list.add("harmless");
    list.add(Secret.text());
    return list;
  }

  private static void leakSwapped(List<String> list) {
    Collections.swap(list, 0, 1);
    Out.send(list.get(0));
  }

  private static void leakSorted(List<String> list) {
    Collections.sort(list);
    Out.send(list.get(0));
  }

  private static void leakReversed(List<String> list) {
    Collections.reverse(list);
    Out.send(list.get(0));
  }

  private static void leakRemoved(List<String> list) {
    list.removeAll(Collections.singleton("harmless"));
    Out.send(list.get(0));
  }

  private static void leakIteratorRemoved(List<String> list) {
    Iterator<String> iterator = list.iterator();
    iterator.next();
    iterator.remove();
    Out.send(list.get(0));
  }

  private static void leakSetAfterInsert() {
    List<String> list = new ArrayList<>();
    list.add(Secret.text());
    list.add(0, "a");
    list.set(0, "b");
    Out.send(list.get(1));
  }

  private static void leakSortedArray() {
    String[] array = {"z", Secret.text()};
    Arrays.sort(array);
    Out.send(array[0]);
  }

  private static void leakPutIfAbsent() {
    Map<String, String> map = new HashMap<>();
    map.put("key", Secret.text());
    map.putIfAbsent("key", "harmless");
    Out.send(map.get("key"));
  }

  private static void safeUnmoved(List<String> list) {
    Out.send(list.get(0));
  }
}
