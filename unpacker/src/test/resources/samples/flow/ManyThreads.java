package com.example.flow;

import android.content.Intent;
import java.util.HashMap;
import java.util.Map;

/** Several threads made in one method: what names the trigger must not be chance. */
public class ManyThreads extends FlowService {
  @Override
  void run(Intent intent) {
    startAll(readSms());
  }

  private static void startAll(String text) {
    Map<String, String> form = new HashMap<>();
    form.put("first", text);
    form.put("second", "two");
    form.put("third", "three");
    form.put("fourth", text);
    Map<String, String> copy = new HashMap<>(form);
    new Thread(new First(copy)).start();
    new Thread(new Second(copy)).start();
    new Thread(new Third(copy)).start();
    new Thread(new Fourth(copy)).start();
    new Thread(new Fifth(copy)).start();
  }

  private static void send(Map<String, String> form) {
    upload(form.get("first")); // expect 201
  }

  private abstract static class Job implements Runnable {
    final Map<String, String> form;

    Job(Map<String, String> form) {
      this.form = form;
    }
  }

  private static final class First extends Job {
    First(Map<String, String> form) {
      super(form);
    }

    @Override
    public void run() {
      send(form);
    }
  }

  private static final class Second extends Job {
    Second(Map<String, String> form) {
      super(form);
    }

    @Override
    public void run() {
      send(form);
    }
  }

  private static final class Third extends Job {
    Third(Map<String, String> form) {
      super(form);
    }

    @Override
    public void run() {
      send(form);
    }
  }

  private static final class Fourth extends Job {
    Fourth(Map<String, String> form) {
      super(form);
    }

    @Override
    public void run() {
      send(form);
    }
  }

  private static final class Fifth extends Job {
    Fifth(Map<String, String> form) {
      super(form);
    }

    @Override
    public void run() {
      send(form);
    }
  }
}
