package com.example.flow;

import android.content.Intent;
import android.util.Log;
import java.lang.reflect.Method;

/** A method found by a constant name. */
public class ReflectionLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Class<?> type = Class.forName("com.example.flow.ReflectionLeak$Net");
    Method method = type.getMethod("pass", String.class);
    method.invoke(null, readSms());
  }

  /** Reached by name only. */
  public static class Net {
    public static void pass(String text) {
      upload(text); // expect 201
    }

    public static void keep(String text) {
      Log.d("flow", "kept");
    }
  }
}
