package com.example.golden;

import golden.Out;

public abstract class Shape {
  String data;

  abstract void leak();

  static class Round extends Shape {
    @Override
    void leak() {
      Out.send(data);
    }
  }

  static class SafeSquare extends Shape {
    @Override
    void leak() {
      Out.send(data);
    }
  }
}
