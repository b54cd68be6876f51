package io.unveil.deploy.cli;

import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.DataLockedException;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code unveil serve}: the pipeline, or a part of it, in this process, until it is told to end.
 */
@Command(
    name = "serve",
    description = {
      "Run the whole pipeline: broker, analysis, index and HTTP interface, on this machine only.",
      "With --roles run a part of it, beside other processes that share a broker and a store.",
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

  @Mixin private SettingsChoice choice = new SettingsChoice();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the HTTP interface; 0 = any free one. Default: 8470.")
  private @Nullable Integer port;

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description =
          "What this process does: one or several of broker, ingest, unpack, analyze, judge,"
              + " index, separated by commas; worker = unpack,analyze; indexer = judge,index."
              + " Default: all.")
  private @Nullable String roles;

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
        ready(readyAt(server, folder, options));
        return untilEnd(stop, server.broken());
      } finally {
        // Before the server ends, so that nobody is sent to one that does.
        folder.withdraw();
      }
    }
  }

  /** Whoever runs a part needs to know where the broker is, and which part this was. */
  private static String readyAt(Server server, DataDirectory folder, ServeOptions options) {
    Set<Role> roles = options.settings().roles();
    boolean part = roles.size() < Role.values().length;
    return "ready at "
        + server.http()
        + ", data in "
        + folder.path()
        + (part ? ", roles " + Role.text(roles) + ", broker at " + server.kafka() : "");
  }

  private void ready(String text) {
    try {
      streams.out().write(("unveil: " + text + "\n").getBytes(StandardCharsets.UTF_8));
      streams.out().flush();
    } catch (IOException _) {
      // Nobody reads: a server goes on.
      streams.complain(text);
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

  private Settings checked() throws StartException {
    List<String> options = new ArrayList<>();
    if (port != null) {
      options.add("http.port=" + port);
    }
    if (roles != null) {
      options.add("roles=" + roles);
    }
    return choice.checked(options);
  }
}
