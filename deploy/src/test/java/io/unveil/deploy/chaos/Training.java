package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a program once, so that its AOT cache knows what it loads and links. */
final class Training {
  private static final int PATIENCE_SECONDS = 300;
  private static final Pattern READY = Pattern.compile("ready at (http://[^\\s,]+)");

  private Training() {}

  /** Runs it to its end; what it says goes to a file. */
  static void run(List<String> command, Path log) throws IOException, InterruptedException {
    end(started(command, log));
  }

  /** Runs a server, gives it the apps of the training folder, and ends it. */
  static void serve(List<String> command, Path log, Path target)
      throws IOException, InterruptedException {
    Process server = started(command, log);
    try {
      URI address = address(server, log);
      try (Api api = new Api(address, address)) {
        int given = give(api, target.resolve("training"));
        for (int i = 0; i < PATIENCE_SECONDS && !done(api, given); i++) {
          Thread.sleep(1_000);
        }
        api.documents();
      }
    } finally {
      server.destroy();
      end(server);
    }
  }

  private static boolean done(Api api, int samples) throws InterruptedException {
    try {
      return api.total("state:(reported OR failed)") >= samples;
    } catch (IOException _) {
      return false;
    }
  }

  private static int give(Api api, Path folder) throws IOException, InterruptedException {
    int given = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        ChaosSamples.File sample =
            new ChaosSamples.File("training.apk", Kind.HEALTHY, Files.readAllBytes(file));
        given += api.submit(sample, given % 2 == 0) ? 1 : 0;
      }
    }
    return given;
  }

  private static URI address(Process server, Path log) throws IOException, InterruptedException {
    for (int i = 0; i < PATIENCE_SECONDS && server.isAlive(); i++) {
      Matcher ready = READY.matcher(Files.readString(log, StandardCharsets.UTF_8));
      if (ready.find()) {
        return URI.create(ready.group(1));
      }
      Thread.sleep(1_000);
    }
    throw new IOException("the server did not become ready; see " + log);
  }

  private static Process started(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void end(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
