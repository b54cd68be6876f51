package com.example.flow;

import android.content.Intent;
import java.util.HashMap;
import java.util.Map;

/** A map, by key. */
public class MapKeyLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Map<String, String> map = new HashMap<>();
    map.put("body", readSms());
    map.put("mode", "idle");
    upload(map.get("body")); // expect 201
  }
}
