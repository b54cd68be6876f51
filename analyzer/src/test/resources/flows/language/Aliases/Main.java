package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  static class Box {
    String text;
    Box next;

    Box with(String value) {
      text = value;
      return this;
    }

    void leakSelf(Box other) {
      text = Secret.text();
      Out.send(other.text);
    }
  }

  private final Box own = new Box();
  private static Box shared = new Box();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakThroughSecondName(new Box());
    safeOverwrittenThroughSecondName(new Box());
    safeOtherObject(new Box(), new Box());
    safeReplacedObject();
    leakKeptObject();
    leakWrittenByCallee();
    safeClearedByCallee();
    leakChain();
    safeChain();
    leakBuilder();
    leakOneOfTwo(state == null);
    safeBeforeWrite();
    leakSwapped();
    safeSwapped();
    leakDeep();
    leakStatic();
    Box one = new Box();
    leakSameTwice(one, one);
    safeTwo(new Box(), one);
    own.leakSelf(own);
  }

  private static void leakSameTwice(Box a, Box b) {
    a.text = Secret.text();
    Out.send(b.text);
  }

  private static void safeTwo(Box a, Box b) {
    a.text = Secret.text();
    b.text = "harmless";
    Out.send(b.text);
  }

  private static void leakThroughSecondName(Box a) {
    Box b = a;
    b.text = Secret.text();
    Out.send(a.text);
  }

  private static void safeOverwrittenThroughSecondName(Box a) {
    Box b = a;
    a.text = Secret.text();
    b.text = "harmless";
    Out.send(a.text);
  }

  private static void safeOtherObject(Box a, Box b) {
    a.text = Secret.text();
    b.text = "harmless";
    Out.send(b.text);
  }

  private static void safeReplacedObject() {
    Box outer = new Box();
    Box alias = outer;
    outer.next = new Box();
    outer.next.text = Secret.text();
    alias.next = new Box();
    Out.send(outer.next.text);
  }

  private static void leakKeptObject() {
    Box outer = new Box();
    Box inner = new Box();
    outer.next = inner;
    inner.text = Secret.text();
    Out.send(outer.next.text);
  }

  private static void leakWrittenByCallee() {
    Box box = new Box();
    fill(box);
    Out.send(box.text);
  }

  private static void safeClearedByCallee() {
    Box box = new Box();
    box.text = Secret.text();
    clear(box);
    Out.send(box.text);
  }

  private static void fill(Box box) {
    Box same = box;
    same.text = Secret.text();
  }

  private static void clear(Box box) {
    box.text = null;
  }

  private static void leakChain() {
    Box first = new Box();
    first.next = new Box();
    first.next.next = new Box();
    Box last = first.next.next;
    last.text = Secret.text();
    Out.send(first.next.next.text);
  }

  private static void safeChain() {
    Box first = new Box();
    first.next = new Box();
    first.next.next = new Box();
    first.next.next.text = Secret.text();
    Out.send(first.next.text);
  }

  private static void leakBuilder() {
    Out.send(new Box().with("a").with(Secret.text()).text);
  }

  private static void leakOneOfTwo(boolean first) {
    Box a = new Box();
    Box b = new Box();
    Box either = first ? a : b;
    either.text = Secret.text();
    Out.send(a.text);
  }

  private static void safeBeforeWrite() {
    Box box = new Box();
    String before = box.text;
    box.text = Secret.text();
    Out.send(before);
  }

  private static void swap(Box a, Box b) {
    String kept = a.text;
    a.text = b.text;
    b.text = kept;
  }

  private static void leakSwapped() {
    Box a = new Box().with(Secret.text());
    Box b = new Box().with("harmless");
    swap(a, b);
    Out.send(b.text);
  }

  private static void safeSwapped() {
    Box a = new Box().with(Secret.text());
    Box b = new Box().with("harmless");
    swap(a, b);
    Out.send(a.text);
  }

  private void leakDeep() {
    Box here = own;
    here.next = new Box();
    here.next.text = Secret.text();
    leakOwn();
  }

  private void leakOwn() {
    Out.send(own.next.text);
  }

  private static void leakStatic() {
    Box local = shared;
    local.text = Secret.text();
    Out.send(shared.text);
  }
}
