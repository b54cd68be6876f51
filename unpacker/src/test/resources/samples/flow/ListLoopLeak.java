package com.example.flow;

import android.content.Intent;
import java.util.ArrayList;
import java.util.List;

/** Collected in a list and sent in a loop. */
public class ListLoopLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    List<String> texts = new ArrayList<>();
    List<String> modes = new ArrayList<>();
    texts.add(readSms());
    modes.add("idle");
    for (String each : texts) {
      upload(each); // expect 201
    }
    kept = texts;
  }

  List<String> kept;
}
