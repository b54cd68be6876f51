package io.unveil.ingest.stream;

/** A stage of the stream that runs on threads of its own until it is closed. */
public interface StreamLoop extends AutoCloseable {
  /**
   * Starts working and returns at once; an unreachable broker is waited for, and {@link #health()}
   * says so.
   *
   * @throws IllegalStateException when it was started or closed before
   */
  void start();

  /** {@return how it is doing now; safe from every thread, never blocks} */
  StageHealth health();

  /**
   * Stops: finishes or gives back what is under way, within seconds, and frees everything. Closing
   * twice does nothing.
   */
  @Override
  void close();
}
