package com.example.golden;

interface Holder {
  void hold(String text);
}
