package io.unveil.analyzer.worker;

import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * The process of a sandboxed worker. It takes no arguments: its configuration is the first message
 * on standard input. It ends with its parent: when standard input ends it stops at once, whatever
 * it does. Exit statuses: 0 told to end, 2 not spoken to as agreed; the JVM itself ends with 3 when
 * memory runs out.
 */
public final class WorkerMain {
  /** Room for the deepest recursion that the analyzer's own bounds allow; reserved, not filled. */
  private static final long STACK_BYTES = 16L << 20;

  private static final int NOT_AS_AGREED = 2;
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final BlockingQueue<Request> jobs = new ArrayBlockingQueue<>(1);

  private WorkerMain(OutputStream out) {
    this.out = out;
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER_BYTES);
    WorkerMain worker = new WorkerMain(new FileOutputStream(FileDescriptor.out));
    // Whatever a library prints must not get between the frames.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    CompletableFuture<Models> models = warmUp();
    try {
      worker.run(in, models);
    } catch (IOException | SandboxLayers.OrphanException e) {
      System.err.println("worker: " + e.getMessage());
      Runtime.getRuntime().halt(NOT_AS_AGREED);
    }
  }

  /** Loads the data beside waiting for the configuration and setting the sandbox. */
  static CompletableFuture<Models> warmUp() {
    CompletableFuture<Models> models =
        CompletableFuture.supplyAsync(ModelLoader::bundled, WorkerMain::beside);
    beside(FrameworkTable::get);
    beside(Libraries::get);
    return models;
  }

  private static void beside(Runnable load) {
    Thread.ofPlatform().name("warm-up").daemon().start(load);
  }

  private void run(InputStream in, CompletableFuture<Models> models)
      throws IOException, SandboxLayers.OrphanException, InterruptedException {
    if (!(Frames.read(in) instanceof Request.Configure given)
        || given.protocol() != Message.PROTOCOL) {
      throw new IOException("the first message is no configuration of this version");
    }
    SandboxLayers.Set layers = SandboxLayers.set(given);
    SampleWork work = new SampleWork(given.limits(), models::join, this::tell);
    Thread worker =
        Thread.ofPlatform().name("worker").stackSize(STACK_BYTES).start(() -> work(work));
    Thread.ofPlatform().name("requests").daemon().start(() -> read(in));
    tell(new Reply.Ready(Message.PROTOCOL, layers.active(), layers.missing()));
    worker.join();
  }

  private void work(SampleWork work) {
    try {
      while (true) {
        tell(work.answer(jobs.take()));
      }
    } catch (InterruptedException _) {
      Runtime.getRuntime().halt(NOT_AS_AGREED);
    }
  }

  /** Reads also while a job runs, because the end of the stream ends the worker. */
  private void read(InputStream in) {
    try {
      while (Frames.read(in) instanceof Request request) {
        jobs.put(request);
      }
      Runtime.getRuntime().halt(0);
    } catch (IOException | InterruptedException e) {
      System.err.println("worker: " + e.getMessage());
      Runtime.getRuntime().halt(NOT_AS_AGREED);
    }
  }

  private void tell(Reply reply) {
    try {
      Frames.write(out, reply);
    } catch (Frames.TooLargeException e) {
      tell(new Reply.Failed("the result does not fit: " + e.getMessage(), "message-bytes"));
    } catch (IOException _) {
      // Nobody listens any more.
      Runtime.getRuntime().halt(NOT_AS_AGREED);
    }
  }
}
