package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.io.IOException;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    int[] numbers = new int[4];
    safeIndexWithin();
    leakDivisionMayFail(state.size());
    safeChecked(numbers);
    leakChecked(numbers);
    leakCall();
  }

  private static void safeIndexWithin() {
    String text = Secret.text();
    try {
      int[] numbers = new int[4];
      if (numbers[2] > 0) {
        text = "";
      }
    } catch (RuntimeException e) {
      Out.send(text);
    }
  }

  private static void leakDivisionMayFail(int divisor) {
    String text = Secret.text();
    try {
      int number = 100 / divisor;
      text = "";
      Out.send(Integer.valueOf(number));
    } catch (RuntimeException e) {
      Out.send(text);
    }
  }

  private static void safeChecked(int[] numbers) {
    String text = "";
    try {
      mayFail();
      text = Secret.text();
      numbers[3] = 1;
      text = "done";
      mayFail();
    } catch (IOException e) {
      Out.send(text);
    }
  }

  private static void leakChecked(int[] numbers) {
    String text = "";
    try {
      text = Secret.text();
      numbers[3] = 1;
      mayFail();
    } catch (IOException e) {
      Out.send(text);
    }
  }

  private static void leakCall() {
    String text = "";
    try {
      text = Secret.text();
      Integer.parseInt("x");
      text = "";
    } catch (NumberFormatException e) {
      Out.send(text);
    }
  }

  private static void mayFail() throws IOException {
    if (Out.class.getName().isEmpty()) {
      throw new IOException("never");
    }
  }
}
