package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Servers;
import io.unveil.deploy.client.Snapshot;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.data.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unveil restore}: the index of a data folder becomes a copy of a snapshot. */
@Command(
    name = "restore",
    description = {
      "Put a snapshot in the place of the index of a data folder on which no server runs.",
      "The snapshot is checked first, and the former index put aside. A server that is started then"
          + " takes from the stream what came after the snapshot."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SNAPSHOT", description = "Folder that unveil snapshot made.")
  private Path snapshot = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data folder. Default: $UNVEIL_DATA, else 'unveil' where this system keeps data of"
              + " programs.")
  private @Nullable String data;

  RestoreCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    Path folder = ServerChoice.dataPath(data, services, spec);
    refuseWhileServed(folder);
    Snapshot restored;
    try {
      restored = services.samples().get().restore(folder, snapshot);
    } catch (NoSuchFileException _) {
      throw new ServerTroubleException(
          snapshot + " holds no snapshot; name a folder that unveil snapshot made");
    } catch (IOException e) {
      throw new ServerTroubleException(snapshot + " " + Failures.reading(e));
    }
    return StandardOutput.write(
            streams,
            out -> {
              out.write(SnapshotCommand.text(restored).getBytes(StandardCharsets.UTF_8));
              return ExitCode.OK;
            })
        .status();
  }

  private static void refuseWhileServed(Path folder)
      throws ServerTroubleException, InterruptedException {
    Optional<UnveilClient> running = Servers.on(DataDirectory.at(folder));
    if (running.isPresent()) {
      running.get().close();
      throw new ServerTroubleException("a server runs on " + folder + "; stop it first");
    }
  }
}
