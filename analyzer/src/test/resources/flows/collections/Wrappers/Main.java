package com.example.golden;

import android.app.Activity;
import android.content.ContentValues;
import android.graphics.PointF;
import android.os.Bundle;
import android.util.Pair;
import android.util.SparseArray;
import golden.Out;
import golden.Secret;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

public class Main extends Activity {
  private static final BlockingQueue<String> QUEUE = new LinkedBlockingQueue<>();
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    QUEUE.offer(Secret.text());
    leakAtomic();
    leakWeak();
    leakPair();
    leakSparse();
    leakValues();
    leakEntry();
    leakSingleton();
    leakLocal();
    leakDeque();
    leakPoint();
    leakToString();
    safePair();
    safeSparse();
    safeValues();
    safeSingleton();
    safeToString();
  }

  @Override
  protected void onResume() {
    super.onResume();
    leakQueue();
  }

  private void leakQueue() {
    Out.send(QUEUE.poll());
  }

  private void leakAtomic() {
    AtomicReference<String> held = new AtomicReference<>(Secret.text());
    Out.send(held.get());
  }

  private void leakWeak() {
    Out.send(new WeakReference<>(Secret.text()).get());
  }

  private void leakPair() {
    Out.send(Pair.create("a", Secret.text()).second);
  }

  private void safePair() {
    Out.send(Pair.create("a", Secret.text()).first);
  }

  private void leakSparse() {
    SparseArray<String> held = new SparseArray<>();
    held.put(1, Secret.text());
    held.put(2, "idle");
    Out.send(held.get(1));
  }

  private void safeSparse() {
    SparseArray<String> held = new SparseArray<>();
    held.put(1, Secret.text());
    held.put(2, "idle");
    Out.send(held.get(2));
  }

  private void leakValues() {
    ContentValues row = new ContentValues();
    row.put("body", Secret.text());
    Out.send(row.getAsString("body"));
  }

  private void safeValues() {
    ContentValues row = new ContentValues();
    row.put("body", Secret.text());
    row.put("state", "new");
    Out.send(row.getAsString("state"));
  }

  private void leakEntry() {
    Map<String, String> map = new HashMap<>();
    map.put("body", Secret.text());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      Out.send(entry.getValue());
    }
  }

  private void leakSingleton() {
    List<String> list = Collections.unmodifiableList(Collections.singletonList(Secret.text()));
    Out.send(list.iterator().next());
  }

  private void safeSingleton() {
    Out.send(Collections.singletonList(Secret.text()).size());
  }

  private void leakLocal() {
    LOCAL.set(Secret.text());
    Out.send(LOCAL.get());
  }

  private void leakDeque() {
    ArrayDeque<String> held = new ArrayDeque<>();
    held.offerLast(Secret.text());
    Out.send(held.pollFirst());
  }

  private void leakPoint() {
    PointF point = new PointF(Secret.number(), 0);
    Out.send(point.x);
  }

  static class Note {
    final String text;

    Note(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return "Note " + text;
    }
  }

  static class Hidden {
    final String text;

    Hidden(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return "Hidden";
    }
  }

  private void leakToString() {
    Out.send("Saved: " + new Note(Secret.text()));
    Out.send(String.valueOf(new Note(Secret.text())));
  }

  private void safeToString() {
    Out.send("Saved: " + new Hidden(Secret.text()));
  }
}
