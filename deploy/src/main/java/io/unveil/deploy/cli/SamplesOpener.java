package io.unveil.deploy.cli;

import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Snapshot;
import java.io.IOException;
import java.nio.file.Path;

/** The index of a data folder while no server runs on it. */
public interface SamplesOpener {
  /**
   * Opens the index for reading; changes nothing.
   *
   * @param data the data folder
   * @throws java.nio.file.NoSuchFileException when the folder has no index yet
   * @throws IOException when it cannot be read
   * @throws ServerTroubleException when it cannot be used; says why
   */
  Samples open(Path data) throws IOException, ServerTroubleException;

  /**
   * Puts a snapshot in the place of the index.
   *
   * @param data the data folder
   * @param snapshot as a server made it, or a copy of that
   * @return what the index holds now
   * @throws java.nio.file.NoSuchFileException when there is no snapshot
   * @throws IOException when it cannot be read or written
   * @throws ServerTroubleException when it cannot be used, or a server runs; says why
   */
  Snapshot restore(Path data, Path snapshot) throws IOException, ServerTroubleException;
}
