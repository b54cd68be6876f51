package com.example.flow;

import android.content.Intent;
import org.json.JSONArray;
import org.json.JSONObject;

/** Another JSON object is sent. */
public class JsonSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    JSONObject message = new JSONObject();
    message.put("body", readSms());
    JSONObject status = new JSONObject();
    status.put("alive", true);
    JSONArray all = new JSONArray();
    all.put(status);
    JSONObject envelope = new JSONObject();
    envelope.put("items", all);
    upload(envelope.toString()); // expect nothing
    kept = message;
  }

  JSONObject kept;
}
