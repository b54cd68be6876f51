package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    new LeakThread(Secret.text()).start();
    new SafeThread("constant").start();
    new NeverStartedSafe();
    new Thread(new LeakRunnable(Secret.other())).start();
    leakLambda(Secret.text());
    safeLambda(Secret.text());
  }

  private void leakLambda(String data) {
    new Thread(() -> Out.send(data)).start();
  }

  private void safeLambda(String data) {
    new Thread(() -> Out.send(data == null ? "a" : "b")).start();
  }

  static class LeakThread extends Thread {
    private final String data;

    LeakThread(String data) {
      this.data = data;
    }

    @Override
    public void run() {
      Out.send(data);
    }
  }

  static class SafeThread extends Thread {
    private final String data;

    SafeThread(String data) {
      this.data = data;
    }

    @Override
    public void run() {
      Out.send(data);
    }
  }

  static class NeverStartedSafe extends Thread {
    static String held;

    @Override
    public void run() {
      Out.send(held);
    }
  }

  static class LeakRunnable implements Runnable {
    private final String data;

    LeakRunnable(String data) {
      this.data = data;
    }

    @Override
    public void run() {
      Out.send(data);
    }
  }
}
