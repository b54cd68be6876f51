package io.unveil.deploy.cli;

import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Servers;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which server or data folder is meant. */
final class ServerChoice {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data folder whose server is asked. Default: $UNVEIL_DATA, else 'unveil' where this"
              + " system keeps data of programs.")
  private @Nullable String data;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Address of the server, such as http://127.0.0.1:8470, instead of --data.")
  private @Nullable String server;

  /**
   * {@return a client of the server, which answers}
   *
   * @throws ServerTroubleException when there is none; says how to start one
   */
  UnveilClient running(Services services) throws ServerTroubleException, InterruptedException {
    if (server != null) {
      return named(server);
    }
    DataDirectory folder = folder(services);
    Optional<UnveilClient> found = Servers.on(folder);
    if (found.isPresent()) {
      return found.get();
    }
    throw new ServerTroubleException(
        "no server runs on "
            + folder.path()
            + left(folder)
            + "; start one with: unveil serve"
            + (data == null ? "" : " --data " + data));
  }

  /**
   * {@return the server when one runs, else the index in the data folder}
   *
   * @throws ServerTroubleException when there is neither
   */
  Samples samples(Services services) throws ServerTroubleException, InterruptedException {
    if (server != null) {
      return named(server);
    }
    DataDirectory folder = folder(services);
    Optional<UnveilClient> found = Servers.on(folder);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      return services.samples().get().open(folder.path());
    } catch (NoSuchFileException _) {
      throw new ServerTroubleException(
          folder.path()
              + " holds no samples yet; submit some to a running server: unveil serve, then unveil"
              + " submit");
    } catch (IOException e) {
      throw new ServerTroubleException("the index in " + folder.path() + " " + Failures.reading(e));
    }
  }

  private UnveilClient named(String address) throws ServerTroubleException, InterruptedException {
    if (data != null) {
      throw usage("--data and --server exclude each other");
    }
    try {
      return Servers.at(address);
    } catch (IllegalArgumentException e) {
      throw usage("--server: " + e.getMessage());
    }
  }

  private DataDirectory folder(Services services) {
    return DataDirectory.at(dataPath(data, services, spec));
  }

  /** {@return the path that {@code --data} names, or the default} */
  static Path dataPath(@Nullable String data, Services services, @Nullable CommandSpec spec) {
    try {
      return data == null ? services.defaultData().get() : Path.of(data);
    } catch (InvalidPathException e) {
      throw new CommandLine.ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "data folder: " + e.getInput() + ": not a path: " + e.getReason());
    }
  }

  private static String left(DataDirectory folder) {
    Optional<ServerFile> file = folder.server();
    if (file.isEmpty()) {
      return "";
    }
    return file.get().processRuns()
        ? " (its server.json names " + file.get().http() + ", which does not answer)"
        : " (the last one, process " + file.get().pid() + ", is gone)";
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
