package io.unveil.deploy.sandbox;

import io.unveil.analyzer.worker.Frames;
import io.unveil.analyzer.worker.Message;
import io.unveil.analyzer.worker.Reply;
import io.unveil.analyzer.worker.Request;
import io.unveil.deploy.sandbox.WorkerFailedException.Kind;
import io.unveil.deploy.sandbox.WorkerSettings.Bounds;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One worker: a process that does one job at a time. After a failure it is dead and must be closed.
 * Used by one thread at a time.
 */
final class WorkerProcess implements AutoCloseable {
  /** How often a worker's memory is looked at. */
  private static final long LOOK_MILLIS = 100;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Process process;
  private final Bounds bounds;
  private final Drain complaints;
  private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(4);
  private final long startedAt = System.nanoTime();
  private List<String> layers = List.of();
  private List<String> missing = List.of();
  private int jobs;
  private long heapBytes;
  private long restsSince;
  private volatile boolean closed;

  private WorkerProcess(Process process, Bounds bounds) {
    this.process = process;
    this.bounds = bounds;
    this.complaints = new Drain(process.getErrorStream());
  }

  /** What the reading thread hands over; no message means the end, with its reason. */
  private record Arrival(@Nullable Message message, String end) {}

  /**
   * Starts one and waits until its sandbox is set.
   *
   * @throws WorkerFailedException of kind {@code START}, or what happened to it meanwhile
   */
  static WorkerProcess start(WorkerSettings settings)
      throws WorkerFailedException, InterruptedException {
    Bounds bounds = settings.bounds();
    WorkerProcess worker =
        new WorkerProcess(Starter.start(settings.launch().command(bounds.heapBytes())), bounds);
    try {
      IoThreads.run(worker::read);
      IoThreads.run(worker.complaints);
      worker.ready(configuration(settings));
      return worker;
    } catch (WorkerFailedException | InterruptedException | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  private static Request.Configure configuration(WorkerSettings settings) {
    List<String> readable =
        Stream.concat(settings.launch().readable().stream(), settings.roots().stream())
            .map(path -> path.toAbsolutePath().toString())
            .toList();
    return new Request.Configure(
        Message.PROTOCOL,
        ProcessHandle.current().pid(),
        readable,
        settings.bounds().memoryBytes(),
        // A backstop for one that nobody watches any more.
        3 * settings.bounds().age().toSeconds(),
        settings.limits().forHeap(settings.bounds().heapBytes()));
  }

  private void ready(Request.Configure configuration)
      throws WorkerFailedException, InterruptedException {
    Reply reply = exchange(configuration, bounds.start(), stage -> {});
    if (!(reply instanceof Reply.Ready ready) || ready.protocol() != Message.PROTOCOL) {
      throw protocol("its first answer is not that it is ready");
    }
    layers = ready.layers();
    missing = ready.missing();
  }

  /** {@return names of the layers that hold in it} */
  List<String> layers() {
    return layers;
  }

  /** {@return the layers that its system does not have, with the reason} */
  List<String> missing() {
    return missing;
  }

  /** {@return its process id} */
  long pid() {
    return process.pid();
  }

  /** {@return whether it has done enough, is old, or cannot free its heap} */
  boolean worn() {
    return jobs >= bounds.jobs()
        || System.nanoTime() - startedAt > bounds.age().toNanos()
        || heapBytes > bounds.heapBytes() / 2;
  }

  /** Notes that it has nothing to do from now on. */
  void rests() {
    restsSince = System.nanoTime();
  }

  /** {@return whether it has had nothing to do for {@code enough}} */
  boolean restedFor(Duration enough) {
    return System.nanoTime() - restsSince >= enough.toNanos();
  }

  /** {@return whether it lives} */
  boolean alive() {
    return process.isAlive() && arrivals.isEmpty();
  }

  /**
   * Does one job.
   *
   * @param stage told of each stage that begins
   * @throws WorkerFailedException when there is no answer; the worker is dead then
   * @throws InterruptedException when this thread is interrupted; the worker is killed
   */
  Reply run(Request job, Consumer<String> stage)
      throws WorkerFailedException, InterruptedException {
    jobs++;
    try {
      Reply reply = exchange(job, bounds.deadline(), stage);
      switch (reply) {
        case Reply.Failed failed -> throw told(failed);
        case Reply.Unpacked unpacked -> heapBytes = unpacked.cost().heapBytes();
        case Reply.Analyzed analyzed -> heapBytes = analyzed.cost().heapBytes();
        case Reply.Malformed _, Reply.Unreadable _ -> {}
        case Reply.Ready _, Reply.Began _ -> throw protocol("it answers what was not asked");
      }
      return reply;
    } catch (WorkerFailedException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private Reply exchange(Request request, Duration longest, Consumer<String> stage)
      throws WorkerFailedException, InterruptedException {
    if (!arrivals.isEmpty()) {
      return nextOf(arrivals.take());
    }
    long until = System.nanoTime() + longest.toNanos();
    send(request);
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      Arrival arrival = arrivals.poll(Math.clamp(left + 1, 1, LOOK_MILLIS), TimeUnit.MILLISECONDS);
      if (arrival == null) {
        watch(left, longest);
      } else if (nextOf(arrival) instanceof Reply.Began(String name)) {
        stage.accept(name);
      } else {
        return nextOf(arrival);
      }
    }
  }

  /** On a thread of its own: a worker that reads nothing must not hold the one that watches it. */
  private void send(Request request) throws WorkerFailedException {
    byte[] bytes;
    try {
      bytes = Frames.encode(request);
    } catch (Frames.TooLargeException e) {
      throw new WorkerFailedException(
          Kind.ANSWER, String.valueOf(e.getMessage()), Frames.MAX_MESSAGE_BYTES, null);
    }
    OutputStream out = process.getOutputStream();
    IoThreads.run(() -> {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException _) {
        // It is dead, and the reading thread says so.
      }
    });
  }

  private void watch(long leftMillis, Duration longest) throws WorkerFailedException {
    if (leftMillis <= 0) {
      kill();
      throw new WorkerFailedException(
          Kind.DEADLINE,
          "the deadline of " + longest.toMillis() + " ms passed; the worker was killed",
          longest.toMillis(),
          ExitText.of(process));
    }
    long memory = ProcessMemory.privateBytes(process.pid());
    if (memory > bounds.memoryBytes()) {
      kill();
      throw new WorkerFailedException(
          Kind.MEMORY,
          "the worker took %d MiB, more than the limit of %d; it was killed"
              .formatted(memory >> 20, bounds.memoryBytes() >> 20),
          bounds.memoryBytes(),
          ExitText.of(process));
    }
  }

  private Reply nextOf(Arrival arrival) throws WorkerFailedException {
    return switch (arrival.message()) {
      case Reply reply -> reply;
      case Request _ -> throw protocol("it asks instead of answering");
      case null -> throw ended(arrival.end());
    };
  }

  private WorkerFailedException told(Reply.Failed failed) {
    Kind kind =
        switch (failed.limit()) {
          case "stack" -> Kind.STACK;
          case "message-bytes" -> Kind.ANSWER;
          case null, default -> Kind.DEFECT;
        };
    return new WorkerFailedException(kind, failed.reason(), null);
  }

  private WorkerFailedException protocol(String what) {
    kill();
    return new WorkerFailedException(
        Kind.PROTOCOL, "the worker broke the protocol: " + what, ExitText.of(process));
  }

  private WorkerFailedException ended(String end) {
    if (!end.isEmpty()) {
      return protocol(end);
    }
    boolean byItself = exits();
    kill();
    return byItself
        ? ExitText.failure(process, complaints.text(), bounds.heapBytes())
        : protocol("it closed its output and went on");
  }

  private boolean exits() {
    try {
      return process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private void kill() {
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    try {
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (InputStream in = new BufferedInputStream(process.getInputStream(), BUFFER_BYTES)) {
      for (Message message = Frames.read(in); message != null; message = Frames.read(in)) {
        put(new Arrival(message, ""));
      }
      put(new Arrival(null, ""));
    } catch (io.unveil.analyzer.worker.ProtocolException e) {
      put(new Arrival(null, String.valueOf(e.getMessage())));
    } catch (IOException _) {
      put(new Arrival(null, ""));
    }
  }

  /** Waits while the queue is full, which only a worker that breaks the protocol brings about. */
  private void put(Arrival arrival) {
    try {
      while (!closed && !arrivals.offer(arrival, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it. Idempotent. */
  @Override
  public void close() {
    closed = true;
    process.destroyForcibly();
  }
}
