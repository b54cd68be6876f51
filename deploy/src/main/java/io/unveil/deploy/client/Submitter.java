package io.unveil.deploy.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends files to a server, several at once, and says of each what became of it, in their order. A
 * busy server is asked again; one in trouble ends the run, and what was not sent by then is said to
 * be so.
 */
public final class Submitter {
  /** Outcomes begun or waiting for their turn, for each upload in flight. */
  private static final int WINDOW = 4;

  private final UnveilClient client;
  private final boolean bulk;
  private final int inFlight;
  private final Backoff backoff;
  private final AtomicBoolean trouble = new AtomicBoolean();

  /**
   * @param bulk whether nobody waits for the files
   * @param inFlight uploads at once, at least 1
   * @param backoff how often a busy server is asked again
   */
  public Submitter(UnveilClient client, boolean bulk, int inFlight, Backoff backoff) {
    this.client = client;
    this.bulk = bulk;
    this.inFlight = inFlight;
    this.backoff = backoff;
  }

  /** What became of one file. */
  public sealed interface Outcome {
    /** The server has it. */
    record Accepted(Receipt receipt) implements Outcome {}

    /** Not sent or not taken, because of the file. */
    record Unreadable(String reason) implements Outcome {}

    /** Not sent, because of the server. */
    record Failed(String reason) implements Outcome {}

    /** Not begun, because the server was in trouble before. */
    record Skipped() implements Outcome {}
  }

  /** What is done with each outcome, in order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one.
     *
     * @param file place in the list of files
     */
    void take(int file, Outcome outcome) throws IOException;
  }

  /**
   * Sends all files.
   *
   * @throws IOException when {@code sink} throws it; files not begun by then are not sent
   */
  public void run(List<Path> files, Sink sink) throws IOException, InterruptedException {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            inFlight, Thread.ofPlatform().name("upload-", 0).daemon().factory())) {
      try {
        Queue<Future<Outcome>> begun = new ArrayDeque<>();
        Iterator<Path> left = files.iterator();
        for (int taken = 0; taken < files.size(); taken++) {
          while (left.hasNext() && begun.size() < WINDOW * inFlight) {
            Path next = left.next();
            begun.add(pool.submit(() -> send(next)));
          }
          sink.take(taken, outcome(begun.remove()));
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private Outcome send(Path file) throws InterruptedException {
    if (trouble.get()) {
      return new Outcome.Skipped();
    }
    try {
      if (Files.size(file) == 0) {
        return new Outcome.Unreadable("the file is empty; fetch it again");
      }
      // Sending would fail like a lost connection, and be tried again and again.
      if (!Files.isReadable(file)) {
        return new Outcome.Unreadable("permission denied; allow reading or run as another user");
      }
      return new Outcome.Accepted(insist(file));
    } catch (FileNotFoundException e) {
      return new Outcome.Unreadable("cannot be opened: " + e.getMessage());
    } catch (IOException e) {
      return new Outcome.Unreadable("cannot be read: " + e.getMessage());
    } catch (RefusedException e) {
      return new Outcome.Unreadable("the server does not take it: " + e.getMessage());
    } catch (ServerTroubleException e) {
      trouble.set(true);
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Receipt insist(Path file)
      throws RefusedException, ServerTroubleException, IOException, InterruptedException {
    String name = String.valueOf(file.getFileName());
    long begun = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      try {
        return client.submit(BodyPublishers.ofFile(file), name, bulk);
      } catch (BusyException e) {
        long spent = System.nanoTime() - begun;
        if (trouble.get() || spent > backoff.giveUpAfter(e.gone()).toNanos()) {
          throw new ServerTroubleException(
              e.getMessage()
                  + (e.gone() ? " (its process has ended)" : "")
                  + " (given up after "
                  + (attempt + 1)
                  + " attempts)");
        }
        Thread.sleep(backoff.wait(attempt, e.waitFor()));
      }
    }
  }

  private static Outcome outcome(Future<Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an upload thread ended: " + e.getCause(), e.getCause());
    }
  }
}
