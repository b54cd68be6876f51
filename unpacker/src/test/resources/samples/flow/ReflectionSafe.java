package com.example.flow;

import android.content.Intent;
import android.util.Log;
import java.lang.reflect.Method;

/** The method found by name does not send. */
public class ReflectionSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Class<?> type = Class.forName("com.example.flow.ReflectionSafe$Net");
    Method method = type.getMethod("keep", String.class);
    method.invoke(null, readSms());
  }

  /** Reached by name only. */
  public static class Net {
    public static void pass(String text) {
      upload(text); // expect nothing
    }

    public static void keep(String text) {
      Log.d("flow", "kept");
    }
  }
}
