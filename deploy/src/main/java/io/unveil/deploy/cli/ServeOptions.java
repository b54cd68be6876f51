package io.unveil.deploy.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param data the data folder: exists, and is locked by this process
 * @param config configuration file, or null for the defaults
 * @param settings settings that win over the file, by key; port 0 means any free port
 */
public record ServeOptions(Path data, @Nullable Path config, Map<String, String> settings) {
  /** Key of the port of the HTTP interface. */
  public static final String HTTP_PORT = "http.port";

  /** Copies the settings. */
  public ServeOptions {
    settings = Map.copyOf(settings);
  }
}
