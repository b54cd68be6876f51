package com.example.flow;

import android.content.Intent;
import java.util.HashMap;
import java.util.Map;

/** Another key of the map. */
public class MapKeySafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Map<String, String> map = new HashMap<>();
    map.put("body", readSms());
    map.put("mode", "idle");
    upload(map.get("mode")); // expect nothing
  }
}
