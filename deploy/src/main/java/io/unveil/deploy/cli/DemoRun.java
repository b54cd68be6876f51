package io.unveil.deploy.cli;

import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.analyzer.report.Verdict;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ResultWait;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.UnveilClient;
import io.unveil.deploy.config.BadSettingException;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.DataLockedException;
import io.unveil.deploy.data.ServerFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of {@code demo}. */
final class DemoRun {
  private static final String QUERY = "verdict:stalkerware";
  private static final int SHOWN_HITS = 10;
  private static final int SEARCHABLE_SECONDS = 10;

  private final Streams streams;
  private final Services services;
  private final Path apps;
  private final boolean keep;

  DemoRun(Streams streams, Services services, Path apps, boolean keep) {
    this.streams = streams;
    this.services = services;
    this.apps = apps;
    this.keep = keep;
  }

  /** {@return how it ended, after the folder is gone, or kept} */
  ExitCode run()
      throws StartException, ServerTroubleException, RefusedException, InterruptedException {
    List<Path> files;
    Path folder;
    try (Stream<Path> listed = Files.list(apps)) {
      files = listed.filter(file -> file.toString().endsWith(".apk")).sorted().toList();
      folder = Files.createTempDirectory("unveil-demo-");
    } catch (IOException e) {
      throw StartException.data(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), e);
    }
    CompletionStage<Void> stop = services.stop().catchSignals();
    interruptOn(stop);
    try {
      return serve(folder, files);
    } catch (InterruptedException | StartException | ServerTroubleException e) {
      // Whatever was interrupted by the signal may have failed in its own way.
      if (stop.toCompletableFuture().isDone()) {
        return ExitCode.INCOMPLETE;
      }
      throw e;
    } finally {
      if (!keep) {
        delete(folder);
      }
    }
  }

  /** Lets a signal end whatever this thread waits for. */
  private static void interruptOn(CompletionStage<?> event) {
    Thread waiting = Thread.currentThread();
    event.thenRun(waiting::interrupt);
  }

  private ExitCode serve(Path folder, List<Path> files)
      throws StartException, ServerTroubleException, RefusedException, InterruptedException {
    say("starting broker, analysis, index and HTTP interface…");
    DataDirectory data = DataDirectory.at(folder);
    ServeOptions options = new ServeOptions(data.path(), settings());
    try (DataDirectory.Lock _ = data.lock();
        Server server = services.server().get().start(options);
        UnveilClient client = new UnveilClient(server.http())) {
      interruptOn(server.broken());
      try {
        data.publish(
            new ServerFile(
                ProcessHandle.current().pid(), server.http(), server.kafka(), Instant.now()));
        return StandardOutput.write(streams, out -> show(out, client, files, folder));
      } catch (InterruptedException | ClosedByInterruptException _) {
        throw brokenOr(server);
      } finally {
        data.withdraw();
      }
    } catch (DataLockedException | IOException e) {
      throw StartException.data(folder, e instanceof IOException io ? io : new IOException(e));
    }
  }

  private static Settings settings() {
    try {
      return Settings.load(null, List.of("http.port=0", "kafka.port=0"));
    } catch (BadSettingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return the signal that interrupted us, when it was not the server that ended} */
  private static InterruptedException brokenOr(Server server) throws ServerTroubleException {
    CompletableFuture<String> broken = server.broken().toCompletableFuture();
    if (broken.isDone()) {
      throw new ServerTroubleException(broken.join());
    }
    return new InterruptedException();
  }

  private ExitCode show(OutputStream out, UnveilClient client, List<Path> files, Path folder)
      throws IOException, RefusedException, ServerTroubleException, InterruptedException {
    List<String> shas = submit(client, files);
    List<String> names = files.stream().map(file -> String.valueOf(file.getFileName())).toList();
    VerdictTable table = new VerdictTable(out, names);
    ResultWait wait = new ResultWait(client, ResultWait.POLLS);
    ScanReport strongest = null;
    int hidden = 0;
    for (int i = 0; i < shas.size(); i++) {
      ScanReport report = wait.of(shas.get(i));
      erase();
      table.row(names.get(i), report);
      strongest = stronger(strongest, report);
      hidden += report.verdict() == Verdict.STALKERWARE ? 1 : 0;
    }
    if (strongest != null && !strongest.findings().isEmpty()) {
      print(out, "\nwhy, step by step, for one finding of " + strongest.packageName() + ":\n");
      Block block = new Block();
      EvidenceText.findings(block, List.of(telling(strongest)));
      print(out, block.toString());
    }
    awaitSearchable(client, hidden);
    print(out, "\nunveil search " + QUERY + "\n");
    new SearchRun(client, QUERY, null, SHOWN_HITS, List.of()).write(Format.TEXT, out);
    print(out, next(folder));
    return ExitCode.OK;
  }

  /** A result is there a moment before it can be searched for. */
  private static void awaitSearchable(UnveilClient client, int expected)
      throws RefusedException, ServerTroubleException, InterruptedException {
    long end = System.nanoTime() + SEARCHABLE_SECONDS * 1_000_000_000L;
    while (client.search(QUERY, null, 1, null).total() < expected && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  private List<String> submit(UnveilClient client, List<Path> files)
      throws IOException, ServerTroubleException, InterruptedException {
    say("analysing " + files.size() + " apps…");
    List<String> shas = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    new Submitter(client, false, 2, Backoff.DEFAULT)
        .run(
            files,
            (file, outcome) -> {
              if (outcome instanceof Submitter.Outcome.Accepted(var receipt)) {
                shas.add(receipt.sha256());
              } else {
                problems.add(files.get(file).getFileName() + ": " + outcome);
              }
            });
    if (!problems.isEmpty()) {
      throw new ServerTroubleException("not submitted: " + String.join("; ", problems));
    }
    return shas;
  }

  private static ScanReport stronger(@Nullable ScanReport known, ScanReport report) {
    if (known == null) {
      return report;
    }
    int verdict = report.verdict().compareTo(known.verdict());
    return verdict > 0 || (verdict == 0 && report.strength() > known.strength()) ? report : known;
  }

  /** {@return the finding with the longest way through the code} */
  private static Finding telling(ScanReport report) {
    return report.findings().stream()
        .max(java.util.Comparator.comparingInt(DemoRun::longestPath))
        .orElseThrow();
  }

  private static int longestPath(Finding finding) {
    return finding.evidence().stream().mapToInt(proof -> proof.steps().size()).max().orElse(0);
  }

  private String next(Path folder) {
    String kept = keep ? "Kept: unveil serve --data " + folder + "\n" : "";
    return "\nNext: unveil scan FILE…          one file, no server\n"
        + "      unveil serve               the same pipeline, to stay\n"
        + "      unveil submit --wait DIR   your own samples\n"
        + kept;
  }

  private void say(String what) {
    if (streams.terminal()) {
      erase();
      streams.err().print(what);
      streams.err().flush();
    }
  }

  private void erase() {
    if (streams.terminal()) {
      streams.err().print("\r\u001b[K");
      streams.err().flush();
    }
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(each);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      streams.complain("cannot delete " + folder + ": " + Failures.writing(e) + "; delete it");
    }
  }
}
