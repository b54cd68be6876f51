package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  interface Reader {
    String read();
  }

  static class Harmless implements Reader {
    private final String text;

    Harmless(String text) {
      this.text = text;
    }

    @Override
    public String read() {
      return "harmless";
    }

    void safeShow() {
      Out.send(text);
    }
  }

  static class Spy extends Harmless {
    private final String mine;

    Spy(String text) {
      super("nothing");
      mine = text;
    }

    @Override
    public String read() {
      return Secret.text();
    }

    @Override
    void safeShow() {
      leakShow(mine);
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    safeHelper(through(new Harmless("a")));
    leakHelper(through(new Spy("a")));
    Harmless either = state == null ? new Harmless("constant") : new Spy(Secret.text());
    either.safeShow();
    leakEither(through(either));
    leakCallback(times(2, Secret::text));
    safeCallback(times(2, () -> "constant"));
  }

  private static String through(Reader reader) {
    return reader.read();
  }

  private static String times(int n, Reader reader) {
    String last = "";
    for (int i = 0; i < n; i++) {
      last += reader.read();
    }
    return last;
  }

  private static void safeHelper(String text) {
    Out.send(text);
  }

  private static void leakHelper(String text) {
    Out.send(text);
  }

  private static void leakShow(String text) {
    Out.send(text);
  }

  private static void leakEither(String text) {
    Out.send(text);
  }

  private static void leakCallback(String text) {
    Out.send(text);
  }

  private static void safeCallback(String text) {
    Out.send(text);
  }
}
