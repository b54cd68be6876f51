package io.unveil.deploy.cli;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** A pipeline that runs in this process. */
public interface Server extends AutoCloseable {
  /** {@return where the HTTP interface listens, such as {@code http://127.0.0.1:8470}} */
  URI http();

  /** {@return bootstrap servers of the broker} */
  String kafka();

  /**
   * {@return completed with one line for a person when a part that it cannot work without ended on
   * its own; never completed by {@link #close()}}
   */
  CompletionStage<String> broken();

  /** Finishes what is begun, writes down where it was, ends all threads. Idempotent. */
  @Override
  void close();
}
