package io.unveil.ingest.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sink with the durability of an index: what it took is there, what it committed survives. The
 * end of its process is {@link #crash}. Records that the loop gives again because it starts again
 * from the last commit take the place of those since that commit.
 */
final class MemorySink implements ReportSink {
  private final List<SinkRecord> taken = new ArrayList<>();
  private Map<String, String> takenTo = Map.of();
  private List<SinkRecord> durable = List.of();
  private Map<String, String> durableTo = Map.of();
  private int cleared;

  /** What happens instead of, or before, taking a batch. */
  interface Trouble {
    void meet(List<SinkRecord> batch) throws IOException;
  }

  private Trouble trouble = _ -> {};

  synchronized void trouble(Trouble next) {
    trouble = next;
  }

  @Override
  public synchronized Map<String, String> positions() {
    crash();
    return durableTo;
  }

  @Override
  public synchronized void put(List<SinkRecord> batch, Map<String, String> positions)
      throws IOException {
    trouble.meet(batch);
    taken.addAll(batch);
    takenTo = positions;
  }

  @Override
  public synchronized Optional<Instant> submittedAt(String sha256) {
    return taken.reversed().stream()
        .filter(record -> record.sha256().equals(sha256))
        .findFirst()
        .map(record ->
            switch (record) {
              case SinkRecord.Result(var message) -> message.submittedAt();
              case SinkRecord.Pending(_, var submittedAt) -> submittedAt;
              case SinkRecord.Seen(var origin) -> origin.seenAt();
              case SinkRecord.Removed _ -> null;
            });
  }

  @Override
  public synchronized void clear() {
    taken.clear();
    takenTo = Map.of();
    commit();
    cleared++;
  }

  /** Everything taken so far survives. */
  synchronized void commit() {
    durable = List.copyOf(taken);
    durableTo = takenTo;
  }

  /** Everything since the last commit is gone. */
  synchronized void crash() {
    taken.clear();
    taken.addAll(durable);
    takenTo = durableTo;
  }

  synchronized List<SinkRecord> taken() {
    return List.copyOf(taken);
  }

  synchronized int cleared() {
    return cleared;
  }
}
