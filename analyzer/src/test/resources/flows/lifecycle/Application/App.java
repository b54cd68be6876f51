package com.example.golden;

import android.app.Application;

public class App extends Application {
  String held;
  String plain;
}
