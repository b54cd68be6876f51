package io.unveil.deploy.data;

import java.net.URI;
import java.time.Instant;

/**
 * How to reach the server that runs on a data folder: the content of {@code server.json}.
 *
 * @param pid process id of the server
 * @param http where its HTTP interface listens, such as {@code http://127.0.0.1:8470}
 * @param kafka bootstrap servers of the broker it uses, {@code host:port} with commas between
 * @param startedAt when it became ready
 */
public record ServerFile(long pid, URI http, String kafka, Instant startedAt) {
  /** {@return whether a process of this id runs; an id is used again by others, so ask it too} */
  public boolean processRuns() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
