package com.example.flow;

import android.content.Intent;
import org.json.JSONArray;
import org.json.JSONObject;

/** Nested JSON objects. */
public class JsonLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    JSONObject message = new JSONObject();
    message.put("body", readSms());
    JSONObject status = new JSONObject();
    status.put("alive", true);
    JSONArray all = new JSONArray();
    all.put(message);
    JSONObject envelope = new JSONObject();
    envelope.put("items", all);
    upload(envelope.toString()); // expect 201
    kept = message;
  }

  JSONObject kept;
}
