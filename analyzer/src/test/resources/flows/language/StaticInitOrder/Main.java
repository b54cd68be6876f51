package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  static Main self;
  static Box read;
  static Box called;
  static Box below;
  static Box after;
  static Box twice;
  static Box other;
  String own;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    read = new Box();
    called = new Box();
    below = new Box();
    after = new Box();
    twice = new Box();
    other = new Box();
    leakOfMade();
    leakOfRead();
    leakOfCalled();
    leakBelow();
    leakOfStaticField();
    safeAfter();
    safeAtSecondUse();
    safeInOther();
    safeOwnField();
  }

  private void leakOfMade() {
    self = this;
    own = "";
    new Made();
    Out.send(own);
  }

  private void leakOfRead() {
    read.text = "";
    int count = Read.count;
    Out.send(read.text + count);
  }

  private void leakOfCalled() {
    called.text = "";
    Called.touch();
    Out.send(called.text);
  }

  private void leakBelow() {
    below.text = "";
    makeBelow();
    Out.send(below.text);
  }

  private static void makeBelow() {
    new Below();
  }

  private void leakOfStaticField() {
    Shared.text = "";
    new Sharing();
    Out.send(Shared.text);
  }

  private void safeAfter() {
    new After();
    after.text = "";
    Out.send(after.text);
  }

  private void safeAtSecondUse() {
    new Twice();
    twice.text = "";
    new Twice();
    Out.send(twice.text);
  }

  private void safeInOther() {
    other.text = "";
    new Made();
    Out.send(other.text);
  }

  private void safeOwnField() {
    Holder.text = "";
    Out.send(Holder.text);
  }

  static class Box {
    String text;
  }

  static class Shared {
    static String text;
  }

  static class Made {
    static {
      self.own = Secret.text();
    }
  }

  static class Read {
    static int count;

    static {
      read.text = Secret.text();
      count = read.text.length();
    }
  }

  static class Called {
    static {
      called.text = Secret.text();
    }

    static void touch() {}
  }

  static class Below {
    static {
      below.text = Secret.text();
    }
  }

  static class Sharing {
    static {
      Shared.text = Secret.text();
    }
  }

  static class After {
    static {
      after.text = Secret.text();
    }
  }

  static class Twice {
    static {
      twice.text = Secret.text();
    }
  }

  static class Holder {
    static String text;

    static {
      text = Secret.text();
    }
  }
}
