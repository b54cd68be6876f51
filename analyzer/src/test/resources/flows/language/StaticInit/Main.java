package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  static String shared;
  static Main self;
  String own;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    shared = Secret.text();
    new MadeLeak();
    CalledLeak.touch();
    leakRead();
    safeRead();
    try {
      Class.forName("com.example.golden.Main$NamedLeak");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private void leakRead() {
    Out.send(Holder.data);
  }

  private void safeRead() {
    Out.send(Holder.other);
  }

  static class MadeLeak {
    static {
      Out.send(shared);
    }
  }

  static class CalledLeak {
    static {
      Out.send(shared);
    }

    static void touch() {}
  }

  static class NamedLeak {
    static {
      Out.send(shared);
    }
  }

  static class NeverUsedSafe {
    static {
      Out.send(shared);
    }
  }

  static class Holder {
    static String data;
    static String other;

    static {
      data = Secret.other();
      other = "constant";
    }
  }
}
