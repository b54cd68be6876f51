package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

public class Main extends Activity {
  private Consumer<String> kept;
  private final List<Runnable> jobs = new ArrayList<>();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    give(Main::leakReference, Secret.text());
    give(Main::safeReference, "constant");
    kept = text -> leakKept(text);
    jobs.add(() -> leakJob(Secret.text()));
    jobs.add(() -> safeJob("constant"));
    leakSupplied(() -> Secret.text());
    safeSupplied(() -> "constant");
    leakApplied(text -> text + ".", Secret.text());
    safeApplied(text -> "constant", Secret.text());
    leakComposed();
  }

  @Override
  protected void onResume() {
    super.onResume();
    kept.accept(Secret.other());
    for (Runnable job : jobs) {
      job.run();
    }
  }

  private static void give(Consumer<String> consumer, String text) {
    consumer.accept(text);
  }

  private static void leakReference(String text) {
    Out.send(text);
  }

  private static void safeReference(String text) {
    Out.send(text);
  }

  private void leakKept(String text) {
    Out.send(text);
  }

  private void leakJob(String text) {
    Out.send(text);
  }

  private void safeJob(String text) {
    Out.send(text);
  }

  private void leakSupplied(Supplier<String> supplier) {
    Out.send(supplier.get());
  }

  private void safeSupplied(Supplier<String> supplier) {
    Out.send(supplier.get());
  }

  private void leakApplied(Function<String, String> function, String text) {
    Out.send(function.apply(text));
  }

  private void safeApplied(Function<String, String> function, String text) {
    Out.send(function.apply(text));
  }

  private void leakComposed() {
    Function<String, String> first = text -> text + "a";
    Supplier<String> second = () -> first.apply(Secret.text());
    Out.send(second.get());
  }
}
