package com.example.flow;

import android.content.Context;
import android.content.Intent;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Another file is sent. */
public class FileSafe extends FlowService {
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
      FileInputStream in = openFileInput("mode.txt");
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      upload(reader.readLine()); // expect nothing
      reader.close();
    }
  }
}
