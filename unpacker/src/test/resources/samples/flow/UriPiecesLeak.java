package com.example.flow;

import android.content.Intent;

/** The provider is named in pieces. */
public class UriPiecesLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    String host = "sm" + suffix();
    upload(read("content://" + host + "/sent", "body")); // expect 201
  }

  private static String suffix() {
    return "s";
  }
}
