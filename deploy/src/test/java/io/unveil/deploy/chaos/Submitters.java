package io.unveil.deploy.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that submit one file after the other and try each until it is accepted. They wait while
 * many have no result yet, so that faults meet a stream that moves and not a heap that waits.
 */
final class Submitters {
  private static final int CLIENTS = 4;
  private static final int WITHOUT_RESULT = 80;
  private static final int ONE_AGAIN_IN = 10;
  private static final int ONE_INTERACTIVE_IN = 5;
  private static final long PAUSE_MS = 200;

  private final Api api;
  private final ChaosSamples samples;
  private final History history;
  private final Set<String> seen;
  private final int most;
  private final Rejudging rejudging;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> again = ConcurrentHashMap.newKeySet();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean ending;

  /**
   * @param seen the samples that have a result, which others add to
   * @param most files at most
   * @param rejudging whether and why samples are submitted once more
   */
  Submitters(
      Api api,
      ChaosSamples samples,
      History history,
      Set<String> seen,
      int most,
      Rejudging rejudging) {
    this.api = api;
    this.samples = samples;
    this.history = history;
    this.seen = seen;
    this.most = most;
    this.rejudging = rejudging;
  }

  /** When a new edition of the rules is everywhere, and which. */
  interface Rejudging {
    /** {@return the revision that every process has, or 0 before} */
    int rules();
  }

  void start() {
    for (int n = 0; n < CLIENTS; n++) {
      clients.add(Thread.ofPlatform().name("client-" + n).start(this::run));
    }
  }

  /** {@return the samples that were accepted} */
  Set<String> accepted() {
    return accepted;
  }

  /** {@return those that were submitted once more for a new edition} */
  Set<String> again() {
    return again;
  }

  /** {@return whether all files were accepted} */
  boolean done() {
    return accepted.size() >= most;
  }

  /** Each client finishes the file that it is at. */
  void end() throws InterruptedException {
    ending = true;
    for (Thread client : clients) {
      client.join();
    }
  }

  private void run() {
    try {
      while (!ending) {
        if (accepted.size() - seen.size() >= WITHOUT_RESULT) {
          Thread.sleep(PAUSE_MS);
          continue;
        }
        int number = next.getAndIncrement();
        if (number >= most) {
          return;
        }
        submit(number);
        again(number);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(int number) throws InterruptedException {
    ChaosSamples.File file = samples.file(number);
    while (!accepted(file, number % ONE_INTERACTIVE_IN != 0)) {
      Thread.sleep(PAUSE_MS);
    }
    String sha256 = file.sha256();
    history.add(new Event.Accepted(System.currentTimeMillis(), sha256, file.kind()));
    accepted.add(sha256);
  }

  /** A sample of long ago, so that the new edition judges it again. */
  private void again(int number) throws InterruptedException {
    int rules = rejudging.rules();
    if (rules == 0 || number % ONE_AGAIN_IN != 0) {
      return;
    }
    ChaosSamples.File file = samples.file(number / ONE_AGAIN_IN);
    if (file.kind() != Event.Kind.HEALTHY || !accepted.contains(file.sha256())) {
      return;
    }
    while (!accepted(file, number % ONE_INTERACTIVE_IN != 0)) {
      Thread.sleep(PAUSE_MS);
    }
    history.add(new Event.Again(System.currentTimeMillis(), file.sha256(), rules));
    again.add(file.sha256());
  }

  private boolean accepted(ChaosSamples.File file, boolean bulk) throws InterruptedException {
    try {
      return api.submit(file, bulk);
    } catch (IOException _) {
      // Whoever should answer is dead, starts or stands still.
      return false;
    }
  }
}
