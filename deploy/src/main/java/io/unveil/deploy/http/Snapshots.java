package io.unveil.deploy.http;

import io.unveil.deploy.client.Snapshot;
import java.io.IOException;

/** Copies the index of this process. Called from several threads. */
@FunctionalInterface
public interface Snapshots {
  /**
   * Makes a copy of everything that is durable by now.
   *
   * @throws IOException when it cannot be made; says why
   */
  Snapshot take() throws IOException;
}
