package io.unveil.deploy.cli;

import io.unveil.deploy.config.BadSettingException;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.DataLockedException;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unveil serve}: the whole pipeline in this process, until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Run the whole pipeline: broker, analysis, index and HTTP interface, on this machine only.",
      "Prints one line when it is ready. SIGTERM or Ctrl-C ends it cleanly, with exit code 0."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for everything that is kept; made when absent. Default: $UNVEIL_DATA, else"
              + " 'unveil' where this system keeps data of programs.")
  private @Nullable String data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings, one key=value per line; docs/configuration.md lists them.")
  private @Nullable String config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, which wins over the file. May be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the HTTP interface; 0 = any free one. Default: 8470.")
  private @Nullable Integer port;

  ServeCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws StartException, InterruptedException {
    Settings checked = checked();
    DataDirectory folder = DataDirectory.at(ServerChoice.dataPath(data, services, spec));
    try (DataDirectory.Lock _ = folder.lock()) {
      return serve(folder, new ServeOptions(folder.path(), checked)).status();
    } catch (DataLockedException e) {
      throw StartException.other("data folder " + e.getMessage());
    } catch (IOException e) {
      throw StartException.data(folder.path(), e);
    }
  }

  private ExitCode serve(DataDirectory folder, ServeOptions options)
      throws StartException, IOException, InterruptedException {
    CompletionStage<Void> stop = services.stop().catchSignals();
    // What a server left that did not end cleanly: it is gone, or it would have the lock.
    folder.withdraw();
    try (Server server = services.server().get().start(options)) {
      if (stop.toCompletableFuture().isDone()) {
        // Told to end while it started: nobody may be sent to it.
        return ExitCode.OK;
      }
      try {
        folder.publish(
            new ServerFile(
                ProcessHandle.current().pid(), server.http(), server.kafka(), Instant.now()));
        ready(server, folder);
        return untilEnd(stop, server.broken());
      } finally {
        // Before the server ends, so that nobody is sent to one that does.
        folder.withdraw();
      }
    }
  }

  private void ready(Server server, DataDirectory folder) throws IOException {
    String line = "unveil: ready at " + server.http() + ", data in " + folder.path() + "\n";
    try {
      streams.out().write(line.getBytes(StandardCharsets.UTF_8));
      streams.out().flush();
    } catch (IOException _) {
      // Nobody reads: a server goes on.
      streams.complain("ready at " + server.http() + ", data in " + folder.path());
    }
  }

  private ExitCode untilEnd(CompletionStage<Void> stop, CompletionStage<String> broken) {
    CompletableFuture<@Nullable String> end = new CompletableFuture<>();
    stop.whenComplete((_, _) -> end.complete(null));
    broken.whenComplete((why, thrown) -> end.complete(thrown == null ? why : thrown.toString()));
    String why = end.join();
    if (why == null) {
      return ExitCode.OK;
    }
    streams.complain("the server ends: " + why);
    return ExitCode.INTERNAL;
  }

  private @Nullable Path configFile() {
    if (config == null) {
      return null;
    }
    try {
      Path file = Path.of(config);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw usage("--config: " + config + ": no such readable file; check the path");
      }
      return file;
    } catch (InvalidPathException e) {
      throw usage("--config: " + config + ": not a path: " + e.getReason());
    }
  }

  private Settings checked() throws StartException {
    List<String> options = new ArrayList<>(settings);
    if (port != null) {
      options.add("http.port=" + port);
    }
    try {
      return Settings.load(configFile(), options);
    } catch (BadSettingException e) {
      throw StartException.badConfiguration(String.valueOf(e.getMessage()));
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }
}
