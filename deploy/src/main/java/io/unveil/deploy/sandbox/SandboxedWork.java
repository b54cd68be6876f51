package io.unveil.deploy.sandbox;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.worker.Reply;
import io.unveil.analyzer.worker.Request;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Unpacks and analyses in sandboxed workers. Answers are untrusted: they are read strictly, and one
 * about another sample, or of another engine, is a failure. Safe for many threads.
 */
public final class SandboxedWork implements AutoCloseable {
  private static final Generation GENERATION =
      new Generation(AppAnalyzer.ENGINE_REVISION, Models.REVISION, 0);

  private final WorkerPool pool;

  /**
   * For what failed once: a sample that ends or hangs its worker again keeps no sample waiting that
   * has not been tried yet.
   */
  private final WorkerPool retries;

  /**
   * @param most workers at once; more jobs wait
   */
  public SandboxedWork(WorkerSettings settings, int most) {
    this(settings, most, most);
  }

  /**
   * One that begins with few workers, because each costs its start and compiles the same code once
   * more.
   *
   * @param soon workers that are started as soon as there are jobs for them
   * @param most workers at once, when jobs wait for seconds
   */
  public SandboxedWork(WorkerSettings settings, int soon, int most) {
    this.pool = WorkerPool.of(settings, soon, most);
    this.retries = WorkerPool.once(settings);
  }

  private WorkerPool workers(boolean fresh) {
    return fresh ? retries : pool;
  }

  /** Starts a worker beside other work. */
  public void warmUp() {
    pool.warmUp();
  }

  /** {@return names of the layers that held in the worker that was started last} */
  public List<String> layers() {
    return pool.layers();
  }

  /** {@return the layers that the system does not have, each with its reason} */
  public List<String> missing() {
    return pool.missing();
  }

  /** {@return how many workers were started so far} */
  public long started() {
    return pool.started() + retries.started();
  }

  /**
   * What analysing gave.
   *
   * @param facts what the app does
   * @param cost what it took
   */
  public record Analyzed(AppFacts facts, Reply.Cost cost) {}

  /**
   * Unpacks one file.
   *
   * @param sha256 SHA-256 of the file, computed here and not by a worker
   * @param fresh whether the worker must not have seen any sample before
   * @throws MalformedApkException when the file is no APK
   * @throws IOException when it cannot be read
   * @throws WorkerFailedException when no answer came
   */
  public UnpackedApk unpack(Path file, String sha256, boolean fresh)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    Request job = new Request.Unpack(text(file), sha256);
    return switch (workers(fresh).run(job, stage -> {}, reply -> unpacked(reply, sha256))) {
      case Reply.Unpacked(_, UnpackedApk apk) -> apk;
      case Reply other -> throw noResult(other);
    };
  }

  /**
   * Analyses one unpacked file; parameters and errors as in {@link #unpack}.
   *
   * @param apk what unpacking gave
   */
  public AppFacts analyze(Path file, UnpackedApk apk, boolean fresh)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    Request job = new Request.Analyze(text(file), apk);
    return analyzed(job, apk.sha256(), fresh, stage -> {}).facts();
  }

  /**
   * Unpacks and analyses one file; parameters and errors as in {@link #unpack}.
   *
   * @param stage told of each stage that begins
   */
  public Analyzed scan(Path file, String sha256, boolean fresh, Consumer<String> stage)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    return analyzed(new Request.Scan(text(file), sha256), sha256, fresh, stage);
  }

  private Analyzed analyzed(Request job, String sha256, boolean fresh, Consumer<String> stage)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException {
    return switch (workers(fresh).run(job, stage, reply -> analyzed(reply, sha256))) {
      case Reply.Analyzed(Reply.Cost cost, AppFacts facts) -> new Analyzed(facts, cost);
      case Reply other -> throw noResult(other);
    };
  }

  private static boolean unpacked(Reply reply, String sha256) {
    return reply instanceof Reply.Unpacked(_, UnpackedApk apk)
        ? apk.sha256().equals(sha256)
        : withoutResult(reply);
  }

  private static boolean analyzed(Reply reply, String sha256) {
    return reply instanceof Reply.Analyzed(_, AppFacts facts)
        ? facts.apk().sha256().equals(sha256)
            && facts.schemaVersion() == AppFacts.SCHEMA_VERSION
            && facts.generation().equals(GENERATION)
        : withoutResult(reply);
  }

  private static boolean withoutResult(Reply reply) {
    return reply instanceof Reply.Malformed || reply instanceof Reply.Unreadable;
  }

  /** {@return the error that an answer without a result is, to be thrown} */
  private static IOException noResult(Reply reply) throws MalformedApkException {
    return switch (reply) {
      case Reply.Malformed(String reason, long offset, LimitHit limit) ->
          throw limit == null
              ? new MalformedApkException(offset, reason)
              : new MalformedApkException(offset, reason, limit);
      case Reply.Unreadable(String reason) -> new IOException(reason);
      default -> throw new IllegalStateException("no answer to a job: " + reply.getClass());
    };
  }

  private static String text(Path file) {
    return file.toAbsolutePath().toString();
  }

  /** Ends all workers. */
  @Override
  public void close() {
    pool.close();
    retries.close();
  }
}
