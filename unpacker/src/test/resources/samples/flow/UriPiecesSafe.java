package com.example.flow;

import android.content.Intent;

/** Pieces that name another provider. */
public class UriPiecesSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String host = "setting" + suffix();
    upload(read("content://" + host + "/system", "body")); // expect nothing
  }

  private static String suffix() {
    return "s";
  }
}
