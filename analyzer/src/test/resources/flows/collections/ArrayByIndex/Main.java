package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.lang.reflect.Array;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String[] array = new String[8];
    int four = 9 / 2;
    array[four + 1] = Secret.text();
    array[4] = "harmless";
    safeComputed(array[four * 2 - 4]);
    leakComputed(array[(four << 1) - 3]);
    leakUnknown(array[state.size()]);
    String[] moved = new String[8];
    System.arraycopy(array, 5, moved, 0, 1);
    leakMoved(moved[0]);
    String[][] table = new String[2][3];
    table[0][1] = Secret.text();
    leakTable(table[0][1]);
    safeLength(table.length);
    int[] lengths = {4, 4};
    String[][] made = (String[][]) Array.newInstance(String.class, lengths);
    made[0][1] = Secret.text();
    leakMadeTable(made[0][1]);
    safeMadeTable(made[0][2]);
    int[] order = {3, 5, 0, 1, 4, 2};
    String[] ordered = new String[6];
    ordered[order[0]] = Secret.text();
    leakOrdered(ordered[order[0]]);
    safeOrdered(ordered[order[1]]);
    leakGrown(array);
    char[] letters = Secret.text().toCharArray();
    letters[0] = 'x';
    leakLetters(letters[1]);
  }

  private static void leakGrown(String[] array) {
    int index = 0;
    while (index < 6) {
      index++;
    }
    Out.send(array[index]);
  }

  private static void safeComputed(String text) {
    Out.send(text);
  }

  private static void leakComputed(String text) {
    Out.send(text);
  }

  private static void leakUnknown(String text) {
    Out.send(text);
  }

  private static void leakMoved(String text) {
    Out.send(text);
  }

  private static void leakTable(String text) {
    Out.send(text);
  }

  private static void leakMadeTable(String text) {
    Out.send(text);
  }

  private static void safeMadeTable(String text) {
    Out.send(text);
  }

  private static void leakOrdered(String text) {
    Out.send(text);
  }

  private static void safeOrdered(String text) {
    Out.send(text);
  }

  private static void safeLength(int length) {
    Out.send(Integer.toString(length));
  }

  private static void leakLetters(char letter) {
    Out.send(String.valueOf(letter));
  }
}
