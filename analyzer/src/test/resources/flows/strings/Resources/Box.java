package com.example.golden;

import golden.Out;

public class Box {
  public void leakPut(String data) {
    Out.send(data);
  }

  public void safePut(String data) {
    Out.send(data);
  }

  public void leakFromArray(String data) {
    Out.send(data);
  }

  public void safeInArray(String data) {
    Out.send(data);
  }

  public void leakFilled(String data) {
    Out.send(data);
  }

  public void leakDefault(String data) {
    Out.send(data);
  }

  public void leakGerman(String data) {
    Out.send(data);
  }

  public void leakOne(String data) {
    Out.send(data);
  }
}
