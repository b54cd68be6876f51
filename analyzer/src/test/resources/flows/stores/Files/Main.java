package com.example.golden;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.os.Environment;
import golden.Out;
import golden.Secret;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.RandomAccessFile;

public class Main extends Activity {
  private static final String QUEUE = "queue.txt";

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      write();
      writeWith("helper-a.txt", Secret.text());
      writeWith("helper-b.txt", "idle");
    } catch (IOException e) {
      finish();
    }
  }

  private void write() throws IOException {
    FileOutputStream own = openFileOutput(QUEUE, Context.MODE_PRIVATE);
    own.write(Secret.text().getBytes());
    own.close();
    File folder = new File(Environment.getExternalStorageDirectory(), ".sys");
    BufferedWriter log = new BufferedWriter(new FileWriter(new File(folder, "log.txt"), true));
    log.write(Secret.other());
    log.newLine();
    log.close();
    PrintWriter mode =
        new PrintWriter(new OutputStreamWriter(new FileOutputStream("/sdcard/.sys/mode.txt")));
    mode.println("idle");
    mode.close();
    RandomAccessFile raw = new RandomAccessFile(getCacheDir() + "/raw.bin", "rw");
    raw.writeUTF(Secret.text());
    raw.close();
    DataOutputStream data =
        new DataOutputStream(new FileOutputStream(new File(getFilesDir(), "data.bin")));
    data.writeInt(Secret.number());
    data.close();
  }

  private void writeWith(String name, String text) throws IOException {
    FileWriter out = new FileWriter(new File(getFilesDir(), name));
    out.write(text);
    out.close();
  }

  @Override
  protected void onResume() {
    super.onResume();
    try {
      leakOwn();
      leakAbsolute();
      leakListed();
      leakRaw();
      leakData();
      leakHelper();
      safeHelper();
      safeMode();
      safeOther();
      safeName();
    } catch (IOException e) {
      finish();
    }
  }

  private void leakOwn() throws IOException {
    FileInputStream in = new FileInputStream(new File(getFilesDir(), QUEUE));
    byte[] buffer = new byte[64];
    in.read(buffer);
    in.close();
    Out.send(new String(buffer));
  }

  private void leakAbsolute() throws IOException {
    BufferedReader in = new BufferedReader(new FileReader("/sdcard/.sys/log.txt"));
    Out.send(in.readLine());
    in.close();
  }

  private void leakListed() throws IOException {
    for (File file : new File(Environment.getExternalStorageDirectory(), ".sys").listFiles()) {
      BufferedReader in = new BufferedReader(new InputStreamReader(new FileInputStream(file)));
      Out.send(in.readLine());
    }
  }

  private void leakRaw() throws IOException {
    RandomAccessFile raw = new RandomAccessFile(new File(getCacheDir(), "raw.bin"), "r");
    Out.send(raw.readUTF());
  }

  private void leakData() throws IOException {
    DataInputStream in = new DataInputStream(openFileInput("data.bin"));
    Out.send(in.readInt());
  }

  private void leakHelper() throws IOException {
    Out.send(read("helper-a.txt"));
  }

  private void safeHelper() throws IOException {
    Out.send(read("helper-b.txt"));
  }

  private String read(String name) throws IOException {
    BufferedReader in = new BufferedReader(new FileReader(new File(getFilesDir(), name)));
    return in.readLine();
  }

  private void safeMode() throws IOException {
    BufferedReader in = new BufferedReader(new FileReader("/sdcard/.sys/mode.txt"));
    Out.send(in.readLine());
  }

  private void safeOther() throws IOException {
    Out.send(new BufferedReader(new InputStreamReader(openFileInput("other.txt"))).readLine());
  }

  private void safeName() {
    File queue = new File(getFilesDir(), QUEUE);
    Out.send(queue.getAbsolutePath() + " " + queue.length());
  }
}
