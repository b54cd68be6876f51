package io.unveil.deploy.cli;

import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the index of a data folder while no server runs on it. */
@FunctionalInterface
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
}
