package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

public class Main extends Activity {
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    String data = Secret.text();
    pool.execute(() -> leakExecute(data));
    pool.submit(() -> safeSubmit("constant"));
    later.scheduleAtFixedRate(() -> leakRate(data), 1, 1, TimeUnit.MINUTES);
    new Timer().schedule(new LeakTimer(data), 10);
    new Timer().schedule(new SafeTimer("constant"), 10);
    try {
      leakFuture();
      safeFuture();
      leakTask();
      safeTask();
      leakScheduled();
      leakAll();
      leakStages();
      safeStages();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void leakExecute(String data) {
    Out.send(data);
  }

  private void safeSubmit(String data) {
    Out.send(data);
  }

  private void leakRate(String data) {
    Out.send(data);
  }

  private void leakFuture() throws Exception {
    Future<String> future = pool.submit(new SecretCall());
    Out.send(future.get());
  }

  private void safeFuture() throws Exception {
    Future<String> future = pool.submit(new ConstantCall());
    Out.send(future.get(1, TimeUnit.SECONDS));
  }

  private void leakTask() throws Exception {
    FutureTask<String> task = new FutureTask<>(new SecretCall());
    pool.execute(task);
    Out.send(task.get());
  }

  private void safeTask() throws Exception {
    FutureTask<String> task = new FutureTask<>(new ConstantCall());
    pool.execute(task);
    Out.send(task.get());
  }

  private void leakScheduled() throws Exception {
    Out.send(later.schedule(new SecretCall(), 1, TimeUnit.SECONDS).get());
  }

  private void leakAll() throws Exception {
    List<Callable<String>> calls = Arrays.asList(new SecretCall(), new ConstantCall());
    for (Future<String> future : pool.invokeAll(calls)) {
      Out.send(future.get());
    }
  }

  private void leakStages() {
    CompletableFuture.supplyAsync(() -> Secret.other())
        .thenApply(text -> text + "!")
        .thenAccept(text -> leakAccepted(text));
  }

  private void leakAccepted(String text) {
    Out.send(text);
  }

  private void safeStages() {
    CompletableFuture.supplyAsync(() -> Secret.other())
        .thenApply(text -> "constant")
        .thenAccept(text -> safeAccepted(text));
  }

  private void safeAccepted(String text) {
    Out.send(text);
  }

  static class SecretCall implements Callable<String> {
    @Override
    public String call() {
      return Secret.text();
    }
  }

  static class ConstantCall implements Callable<String> {
    @Override
    public String call() {
      return "constant";
    }
  }

  static class LeakTimer extends TimerTask {
    private final String data;

    LeakTimer(String data) {
      this.data = data;
    }

    @Override
    public void run() {
      Out.send(data);
    }
  }

  static class SafeTimer extends TimerTask {
    private final String data;

    SafeTimer(String data) {
      this.data = data;
    }

    @Override
    public void run() {
      Out.send(data);
    }
  }
}
