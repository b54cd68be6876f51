package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Snapshot;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code unveil snapshot}: a copy of the index of a running server. */
@Command(
    name = "snapshot",
    description = {
      "Copy the index of a running server into a folder beside it, and print the folder.",
      "Take the folder to another disk; unveil restore puts it back. Delete it when it is not"
          + " needed: nothing else does."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SnapshotCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  private final Streams streams;
  private final Services services;

  @Mixin private ServerChoice choice = new ServerChoice();

  SnapshotCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call() throws ServerTroubleException, RefusedException, InterruptedException {
    Snapshot snapshot;
    try (UnveilClient client = choice.running(services)) {
      snapshot = client.snapshot();
    }
    return StandardOutput.write(
            streams,
            out -> {
              out.write(text(snapshot).getBytes(StandardCharsets.UTF_8));
              return ExitCode.OK;
            })
        .status();
  }

  /** {@return the folder, then what is in it} */
  static String text(Snapshot snapshot) {
    return String.format(
        Locale.ROOT,
        "%s%n  %d samples, %.1f MiB%n",
        Printable.of(snapshot.folder()),
        snapshot.samples(),
        snapshot.bytes() / MIB);
  }
}
