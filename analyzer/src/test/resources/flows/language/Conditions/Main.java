package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private static final boolean DEBUG = false;
  private static final int LEVEL = 3;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String secret = Secret.text();
    safeDebug(secret);
    safeLocal(secret);
    leakLoop(secret, 3);
    leakLevel(secret);
    leakUnknown(secret, state == null);
    safeSwitch(secret);
    safeImplicit(secret);
    leakAfterLoop(secret);
    safeResult(secret);
    leakResult(secret);
    leakEitherResult(secret);
  }

  private static void safeDebug(String secret) {
    if (DEBUG) {
      Out.send(secret);
    }
  }

  private static void safeLocal(String secret) {
    int zero = 4 - 2 * 2;
    if (zero > 0) {
      Out.send(secret);
    }
  }

  private static void leakLoop(String secret, int times) {
    int left = 0;
    while (left < times) {
      left++;
      if (left == 2) {
        Out.send(secret);
      }
    }
  }

  private static void leakLevel(String secret) {
    if (LEVEL > 2) {
      Out.send(secret);
    }
  }

  private static void leakUnknown(String secret, boolean first) {
    int chosen = first ? 1 : 2;
    if (chosen == 2) {
      Out.send(secret);
    }
  }

  private static void safeSwitch(String secret) {
    int state = 7 & 4;
    switch (state) {
      case 1:
        Out.send(secret);
        break;
      case 2:
        Out.send(secret + "b");
        break;
      default:
        Out.send("harmless");
    }
  }

  private static void leakAfterLoop(String secret) {
    int i = 0;
    for (; i < 10; i++) {
      if (secret == null) {
        break;
      }
    }
    if (i == 10) {
      Out.send(secret);
    }
  }

  private static void safeImplicit(String secret) {
    Out.send(secret.length() > 4 ? "long" : "short");
  }

  private static int level() {
    return 42;
  }

  private static int either(String text) {
    return text.isEmpty() ? 1 : 42;
  }

  private static void safeResult(String secret) {
    if (level() + 80 < 10) {
      Out.send(secret);
    }
  }

  private static void leakResult(String secret) {
    if (level() - 40 < 10) {
      Out.send(secret);
    }
  }

  private static void leakEitherResult(String secret) {
    if (either(secret) < 10) {
      Out.send(secret);
    }
  }
}
