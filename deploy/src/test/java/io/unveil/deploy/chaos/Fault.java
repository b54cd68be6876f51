package io.unveil.deploy.chaos;

import java.time.Duration;

/**
 * Something bad that happens to one process.
 *
 * @param at when, from the start of the faults on
 * @param act what
 * @param part to which kind of process
 * @param which chooses one of several of that kind, 0 or more
 * @param lasting how long; zero for what is over at once
 */
record Fault(Duration at, Act act, Part part, int which, Duration lasting) {
  /** What can happen. */
  enum Act {
    /** SIGKILL; the process is started again. */
    KILL,
    /** SIGSTOP, later SIGCONT. */
    PAUSE,
    /** SIGSTOP and SIGCONT in turns, so that a tenth of its time is left to it. */
    SLOW,
    /** The volume has no room, later it has again: of the ingest process, the store. */
    FILL_DISK
  }

  /** The processes, by what they do. */
  enum Part {
    BROKER,
    INGEST,
    WORKER,
    INDEXER
  }

  @Override
  public String toString() {
    return "%s %s %d for %d ms".formatted(act, part, which, lasting.toMillis());
  }
}
