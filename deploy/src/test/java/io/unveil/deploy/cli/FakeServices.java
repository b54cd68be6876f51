package io.unveil.deploy.cli;

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
        () ->
            data -> {
              throw new NoSuchFileException(data.toString());
            },
        () -> {
          throw new AssertionError("no cluster in this test");
        },
        CompletableFuture::new,
        () -> Path.of("no", "such", "data"),
        null);
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
