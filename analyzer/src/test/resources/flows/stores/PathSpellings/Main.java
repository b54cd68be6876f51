package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      write("/sdcard/a/../kept.txt");
      write("/sdcard//log/./one.txt");
      write("/storage/emulated/0/up/down/../../two.txt");
      write("/data/data/com.example.golden/files/three.txt");
      write(getFilesDir() + "/../files/sub/four.txt");
      write("/sdcard/five..txt");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(String path) throws IOException {
    try (FileWriter out = new FileWriter(path)) {
      out.write(Secret.text());
    }
  }

  @Override
  protected void onResume() {
    super.onResume();
    try {
      leakUp(read("/sdcard/kept.txt"));
      leakDots(read("/sdcard/log/one.txt"));
      leakCard(read("/mnt/sdcard/two.txt"));
      leakOwnFolder(read(new File(getFilesDir(), "three.txt").getPath()));
      leakFilesFolder(read(getFilesDir() + "/sub/four.txt"));
      leakDotsInName(read("/sdcard/./five..txt"));
      safeOtherFolder(read("/sdcard/a/kept.txt"));
      safeNoWayUp(read("/sdcard/txt"));
      safeOther(read("/sdcard/log/../one.txt"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(String path) throws IOException {
    try (BufferedReader in = new BufferedReader(new FileReader(path))) {
      return in.readLine();
    }
  }

  private static void leakUp(String data) {
    Out.send(data);
  }

  private static void leakDots(String data) {
    Out.send(data);
  }

  private static void leakCard(String data) {
    Out.send(data);
  }

  private static void leakOwnFolder(String data) {
    Out.send(data);
  }

  private static void leakFilesFolder(String data) {
    Out.send(data);
  }

  private static void leakDotsInName(String data) {
    Out.send(data);
  }

  private static void safeOtherFolder(String data) {
    Out.send(data);
  }

  private static void safeNoWayUp(String data) {
    Out.send(data);
  }

  private static void safeOther(String data) {
    Out.send(data);
  }
}
