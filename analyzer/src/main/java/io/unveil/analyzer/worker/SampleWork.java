package io.unveil.analyzer.worker;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The work on one sample: a request in, its answer out, whatever the sample does. */
final class SampleWork {
  private static final int MOST_OF_A_REASON = 500;

  private final Limits limits;
  private final Supplier<Models> models;
  private final Consumer<Reply> told;

  /**
   * @param models asked for the first analysis
   * @param told takes what comes before an answer
   */
  SampleWork(Limits limits, Supplier<Models> models, Consumer<Reply> told) {
    this.limits = limits;
    this.models = models;
    this.told = told;
  }

  /** {@return the answer} The outermost catch of the worker: a sample never ends it. */
  Reply answer(Request request) {
    try {
      return switch (request) {
        case Request.Unpack(String path, String sha256) -> unpack(path, sha256);
        case Request.Analyze(String path, UnpackedApk apk) -> analyze(path, apk);
        case Request.Scan(String path, String sha256) -> scan(path, sha256);
        case Request.Configure _ -> new Reply.Failed("configured twice", null);
      };
    } catch (MalformedApkException e) {
      return new Reply.Malformed(withoutOffset(e), e.offset(), e.limit());
    } catch (IOException e) {
      return new Reply.Unreadable(cut(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      return new Reply.Failed("the stack was exhausted" + place(e), "stack");
    } catch (RuntimeException | LinkageError | AssertionError | InternalError e) {
      String message = e.getMessage() == null ? "" : ": " + e.getMessage();
      return new Reply.Failed(cut(e.getClass().getSimpleName() + message + place(e)), null);
    }
  }

  private Reply unpack(String path, String sha256) throws IOException, MalformedApkException {
    long began = began("unpack");
    try (ApkBytes bytes = ApkBytes.map(Path.of(path), limits, sha256)) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, limits);
      return new Reply.Unpacked(new Reply.Cost(System.nanoTime() - began, 0, heap()), apk);
    }
  }

  private Reply analyze(String path, UnpackedApk apk) throws IOException, MalformedApkException {
    long began = began("analyze");
    try (ApkBytes bytes = ApkBytes.map(Path.of(path), limits, apk.sha256())) {
      AppFacts facts = facts(bytes, apk);
      return new Reply.Analyzed(new Reply.Cost(0, System.nanoTime() - began, heap()), facts);
    }
  }

  private Reply scan(String path, String sha256) throws IOException, MalformedApkException {
    long began = began("unpack");
    try (ApkBytes bytes = ApkBytes.map(Path.of(path), limits, sha256)) {
      UnpackedApk apk = ApkUnpacker.unpack(bytes, limits);
      long unpacked = began("analyze");
      AppFacts facts = facts(bytes, apk);
      return new Reply.Analyzed(
          new Reply.Cost(unpacked - began, System.nanoTime() - unpacked, heap()), facts);
    }
  }

  private AppFacts facts(ApkBytes bytes, UnpackedApk apk) {
    return AppAnalyzer.analyze(
        apk,
        DexCode.open(bytes, apk.dexEntries(), limits),
        RuntimeResources.of(bytes, apk, limits),
        models.get(),
        Budget.DEFAULT);
  }

  private long began(String stage) {
    told.accept(new Reply.Began(stage));
    return System.nanoTime();
  }

  /**
   * Collects a heap that is half full: more than that in use makes its worker one to be replaced,
   * and garbage is no reason for it.
   */
  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    if (used(runtime) > runtime.maxMemory() / 2) {
      runtime.gc();
    }
    return used(runtime);
  }

  private static long used(Runtime runtime) {
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String withoutOffset(MalformedApkException e) {
    String message = e.getMessage();
    String end = " (offset " + e.offset() + ")";
    return message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message;
  }

  private static String place(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return stack.length == 0 ? "" : " at " + stack[0];
  }

  private static String cut(String text) {
    return text.length() > MOST_OF_A_REASON ? text.substring(0, MOST_OF_A_REASON) + "…" : text;
  }
}
