package com.example.flow;

import android.content.Context;
import android.content.Intent;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Written to a file, sent from it later. */
public class FileLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    FileOutputStream out = openFileOutput("queue.txt", Context.MODE_PRIVATE);
    out.write(readSms().getBytes(StandardCharsets.UTF_8));
    out.close();
    FileOutputStream other = openFileOutput("mode.txt", Context.MODE_PRIVATE);
    other.write("idle".getBytes(StandardCharsets.UTF_8));
    other.close();
  }

  /** Declared in the manifest. */
  public static class Later extends FlowService {
    @Override
    void run(Intent intent) throws Exception {
      FileInputStream in = openFileInput("queue.txt");
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      upload(reader.readLine()); // expect 201
      reader.close();
    }
  }
}
