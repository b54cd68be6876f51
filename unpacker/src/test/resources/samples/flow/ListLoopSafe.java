package com.example.flow;

import android.content.Intent;
import java.util.ArrayList;
import java.util.List;

/** Another list is sent. */
public class ListLoopSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    List<String> texts = new ArrayList<>();
    List<String> modes = new ArrayList<>();
    texts.add(readSms());
    modes.add("idle");
    for (String each : modes) {
      upload(each); // expect nothing
    }
    kept = texts;
  }

  List<String> kept;
}
