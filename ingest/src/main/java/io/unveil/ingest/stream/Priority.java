package io.unveil.ingest.stream;

/** Whether someone waits. Each has its own topic at both work stages. */
public enum Priority {
  /** Someone waits: overtakes bulk, without starving it. */
  INTERACTIVE,
  /** Nobody waits. */
  BULK
}
