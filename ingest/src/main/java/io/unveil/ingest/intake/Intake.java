package io.unveil.ingest.intake;

import io.unveil.ingest.intake.Source.Item;
import io.unveil.ingest.s3.ObjectStoreException;
import io.unveil.ingest.s3.S3Objects;
import io.unveil.ingest.store.TooLargeException;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.StageHealth;
import io.unveil.ingest.stream.StreamLoop;
import io.unveil.ingest.stream.Submitter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a source again and again and submits what is new: first into the store, then to the
 * broker, then it is remembered as taken. What cannot be taken now is tried again, in the order of
 * the source; what never can is logged once. A source that is away is waited for.
 */
public final class Intake implements StreamLoop {
  private static final Logger LOG = System.getLogger(Intake.class.getName());
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(15);

  /** So that a round ends and its places are looked at anew. */
  private static final int BATCH = 1_000;

  private static final int MAX_REPORTED = 10_000;

  private final Source source;
  private final Path ledgerFile;
  private final Submitter submitter;
  private final Duration interval;
  private final long maxBytes;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile StageHealth health;
  private final Set<String> reported = new HashSet<>();
  private long taken;
  private long refused;

  private Intake(
      Source source, Path folder, Submitter submitter, Duration interval, long maxBytes) {
    this.source = source;
    this.ledgerFile = folder.resolve(source.name() + ".ledger");
    this.submitter = submitter;
    this.interval = interval;
    this.maxBytes = maxBytes;
    this.thread = Thread.ofPlatform().name("unveil-" + source.name()).unstarted(this::run);
    this.health = new StageHealth(source.name(), false, "not started");
  }

  /**
   * Takes the files of a folder.
   *
   * @param watched need not be there yet
   * @param memory folder of our own, where is remembered what was taken
   * @param interval from one look to the next
   * @param maxBytes larger files are refused
   */
  public static Intake ofFolder(
      Path watched, Path memory, Submitter submitter, Duration interval, long maxBytes) {
    return new Intake(new FolderSource(watched, Ledger.MAX), memory, submitter, interval, maxBytes);
  }

  /**
   * Takes the objects below a prefix.
   *
   * @param objects closed with the intake
   */
  public static Intake ofS3(
      S3Objects objects, Path memory, Submitter submitter, Duration interval, long maxBytes) {
    return new Intake(new S3Source(objects), memory, submitter, interval, maxBytes);
  }

  @Override
  public void start() {
    health = new StageHealth(source.name(), false, "starting");
    thread.start();
  }

  @Override
  public StageHealth health() {
    return health;
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      // An interrupt would close the file of the ledger too.
      if (thread.isAlive() && !thread.join(CLOSE)) {
        thread.interrupt();
      }
      if (thread.isAlive() && !thread.join(CLOSE)) {
        LOG.log(Level.WARNING, "{0} does not stop; the process can end", thread.getName());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    source.close();
    health = new StageHealth(source.name(), false, "closed");
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void run() {
    while (!stopping()) {
      try (Ledger ledger = Ledger.open(ledgerFile)) {
        rounds(ledger);
      } catch (InterruptedException _) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!stopping()) {
          waiting(e);
        }
        if (!pause(interval)) {
          return;
        }
      }
    }
  }

  private void rounds(Ledger ledger) throws IOException, InterruptedException {
    while (!stopping()) {
      Duration next = interval;
      try {
        boolean more = round(ledger);
        health =
            new StageHealth(
                source.name(),
                !ledger.full(),
                "%s: %d taken, %d refused since the start"
                    .formatted(source.place(), taken, refused));
        next = more ? Duration.ZERO : interval;
      } catch (IOException e) {
        if (stopping()) {
          return;
        }
        waiting(e);
        next = RETRY.compareTo(interval) < 0 ? RETRY : interval;
      }
      if (!pause(next)) {
        return;
      }
    }
  }

  /** {@return whether there is more to take at once} */
  private boolean round(Ledger ledger) throws IOException {
    Set<Ledger.Entry> present = new HashSet<>();
    List<Item> fresh = new ArrayList<>();
    boolean[] more = new boolean[1];
    source.forEach(item -> {
      Ledger.Entry entry = Ledger.Entry.of(source.place(), item);
      boolean known = ledger.has(entry);
      if (known) {
        present.add(entry);
      } else if (fresh.size() < BATCH) {
        fresh.add(item);
      } else {
        more[0] = true;
      }
    });
    ledger.retain(present);
    if (ledger.full() && !fresh.isEmpty()) {
      throw new IOException(
          "%d items are remembered, and no more can be; move away what was taken"
              .formatted(Ledger.MAX));
    }
    boolean progress = false;
    for (Item item : fresh) {
      if (stopping()) {
        return false;
      }
      if (done(item)) {
        ledger.add(Ledger.Entry.of(source.place(), item));
        progress = true;
      }
    }
    return more[0] && progress;
  }

  /** {@return whether the item is dealt with; else it comes again} */
  private boolean done(Item item) throws IOException {
    String refusal = refusal(item);
    if (refusal == null) {
      Optional<InputStream> found = open(item);
      if (found.isEmpty()) {
        return false;
      }
      try (InputStream bytes = found.get()) {
        submitter.submit(bytes, item.origin(), Priority.BULK);
        taken++;
        return true;
      } catch (TooLargeException e) {
        refusal = String.valueOf(e.getMessage());
      } catch (SourceAwayException e) {
        return false;
      }
    }
    refused++;
    report(item, refusal);
    return true;
  }

  /** What may not be read now may be later; it must not hold up the others. */
  private Optional<InputStream> open(Item item) throws IOException {
    try {
      return source.open(item);
    } catch (AccessDeniedException e) {
      return closed(item, "it may not be read");
    } catch (ObjectStoreException e) {
      if (e.kind() != ObjectStoreException.Kind.REFUSED) {
        throw e;
      }
      return closed(item, String.valueOf(e.getMessage()));
    }
  }

  private Optional<InputStream> closed(Item item, String reason) {
    if (reported.size() < MAX_REPORTED && reported.add(item.name() + "\0" + item.version())) {
      report(item, reason + "; tried again later");
    }
    return Optional.empty();
  }

  private void report(Item item, String reason) {
    LOG.log(
        Level.WARNING,
        "{0} does not take \"{1}\" of {2}: {3}",
        source.name(),
        item.name(),
        source.place(),
        reason);
  }

  private @Nullable String refusal(Item item) {
    if (item.refusal() != null) {
      return item.refusal();
    }
    if (item.sizeInBytes() == 0) {
      return "it is empty";
    }
    return item.sizeInBytes() > maxBytes ? "it is larger than " + maxBytes + " bytes" : null;
  }

  private void waiting(Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String detail = "waiting: " + source.place() + ": " + reason;
    if (!detail.equals(health.detail())) {
      LOG.log(Level.WARNING, "{0}: {1}", source.name(), detail);
    }
    health = new StageHealth(source.name(), false, detail);
  }

  /** {@return false when it must stop} */
  private boolean pause(Duration duration) {
    try {
      return !stop.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }
}
