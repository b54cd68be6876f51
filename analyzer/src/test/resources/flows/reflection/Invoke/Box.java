package com.example.golden;

import golden.Out;

public class Box {
  String held;
  String other;

  public Box() {}

  public Box(String held, String other) {
    this.held = held;
    this.other = other;
  }

  public void put(String data) {
    held = data;
  }

  public String get() {
    return held;
  }

  public String name() {
    return other;
  }

  static String echo(String data) {
    return data;
  }

  static String echo(int data) {
    return "constant";
  }

  public String same(String data) {
    return data;
  }

  public String none(String data) {
    return "constant";
  }

  public void leakOut(String data) {
    Out.send(data);
  }

  public void safeOut(String data) {
    Out.send(data);
  }
}
