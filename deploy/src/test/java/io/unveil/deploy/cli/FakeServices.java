package io.unveil.deploy.cli;

import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.Snapshot;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Services for tests of commands that need only some of them. */
final class FakeServices {
  private FakeServices() {}

  /** {@return services that only scan} */
  static Services scanning(Supplier<Scanner> scanner) {
    return new Services(
        scanner,
        (_, _, _, _) -> SandboxOpener.none(scanner),
        () ->
            _ -> {
              throw StartException.other("no server in this test");
            },
        NoIndex::new,
        () -> {
          throw new AssertionError("no cluster in this test");
        },
        CompletableFuture::new,
        () -> Path.of("no", "such", "data"),
        null);
  }

  /** A data folder that holds nothing, and can be given nothing. */
  private static final class NoIndex implements SamplesOpener {
    @Override
    public Samples open(Path data) throws NoSuchFileException {
      throw new NoSuchFileException(data.toString());
    }

    @Override
    public Snapshot restore(Path data, Path snapshot) throws NoSuchFileException {
      throw new NoSuchFileException(snapshot.toString());
    }
  }

  /** {@return services that start a server, and are told to end by {@code stop}} */
  static Services serving(ServerStarter starter, CompletableFuture<Void> stop) {
    Services others =
        scanning(() -> {
          throw new AssertionError("serving made a scanner");
        });
    return new Services(
        others.scanner(),
        others.sandbox(),
        () -> starter,
        others.samples(),
        others.kafka(),
        () -> stop,
        others.defaultData(),
        null);
  }
}
