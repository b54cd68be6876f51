package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unveil demo}: the pipeline over five sample apps, from submission to search. */
@Command(
    name = "demo",
    description = {
      "Run the whole pipeline once over five harmless sample apps, in a folder of its own, and show"
          + " what it finds.",
      "Needs no network and leaves nothing behind."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
  private final Streams streams;
  private final Services services;

  @Option(names = "--keep", description = "Keep the data folder, to serve or search it.")
  private boolean keep;

  DemoCommand(Streams streams, Services services) {
    this.streams = streams;
    this.services = services;
  }

  @Override
  public Integer call()
      throws StartException, ServerTroubleException, RefusedException, InterruptedException {
    Path apps = services.demoApks();
    if (apps == null || !Files.isDirectory(apps)) {
      throw StartException.other(
          "the sample apps of the demo are missing; run ./unveil demo in a checkout, which builds"
              + " them");
    }
    return new DemoRun(streams, services, apps, keep).run().status();
  }
}
