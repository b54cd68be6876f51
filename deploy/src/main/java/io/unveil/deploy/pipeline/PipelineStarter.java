package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.ServeOptions;
import io.unveil.deploy.cli.Server;
import io.unveil.deploy.cli.ServerStarter;
import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.cli.Version;
import io.unveil.deploy.client.Receipt;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.http.HttpApi;
import io.unveil.deploy.http.HttpLimits;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.deploy.http.SampleIntake;
import io.unveil.deploy.http.Snapshots;
import io.unveil.deploy.log.LogSetup;
import io.unveil.deploy.metrics.Metrics;
import io.unveil.deploy.metrics.StreamMetrics;
import io.unveil.indexer.IndexStatus;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.IndexLoop;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.Origin;
import io.unveil.ingest.stream.StageHealth;
import io.unveil.ingest.stream.Submitter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts the pipeline with its HTTP interface and metrics. */
public final class PipelineStarter implements ServerStarter {
  private final PrintStream log;

  /** Logs to {@code log}. */
  public PipelineStarter(PrintStream log) {
    this.log = log;
  }

  @Override
  public Server start(ServeOptions options) throws StartException, InterruptedException {
    Settings settings = options.settings();
    LogSetup.install(settings.log(), log);
    checkPort(settings.http());
    Shutdown shutdown = new Shutdown();
    try {
      Metrics metrics = shutdown.add(new Metrics());
      StreamMetrics events = new StreamMetrics(metrics);
      Pipeline.Running running = Pipeline.start(settings, options.data(), events);
      shutdown.add(running.pipeline());
      Status status =
          new Status(running, lagWatch(settings, running.parts().kafka(), shutdown), metrics);
      metrics.watch(status);
      HttpApi http = shutdown.add(http(settings, running.parts(), status, metrics, events));
      return new Started(http, running, shutdown);
    } catch (StartException | InterruptedException | RuntimeException e) {
      shutdown.close();
      throw e;
    }
  }

  /**
   * Only the way in needs to know everyone's groups, and may be the only one who is let see them.
   */
  private static @Nullable LagWatch lagWatch(
      Settings settings, KafkaSettings kafka, Shutdown shutdown) {
    return settings.roles().contains(Role.INGEST) ? shutdown.add(new LagWatch(kafka)) : null;
  }

  /** Before everything else is started, which takes seconds. */
  private static void checkPort(Settings.Http settings) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(settings.address(), settings.port()));
    } catch (IOException e) {
      throw cannotListen(settings, e);
    }
  }

  /** Only a port that is in use is told to be so: an address may be absent, a port forbidden. */
  static StartException cannotListen(Settings.Http settings, IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage());
    return why.contains("in use")
        ? StartException.portInUse(settings.port())
        : StartException.other(
            "cannot listen on %s port %d: %s; choose another with --port or http.address"
                .formatted(settings.address().getHostAddress(), settings.port(), why));
  }

  private static HttpApi http(
      Settings all, Pipeline.Parts parts, Status status, Metrics metrics, StreamMetrics events)
      throws StartException {
    Settings.Http settings = all.http();
    HttpLimits limits = HttpLimits.of(settings.maxUploadBytes(), settings.maxConcurrentUploads());
    HttpApi.Ports ports =
        new HttpApi.Ports(
            Role.text(all.roles()),
            intake(parts.submitter()),
            samples(parts),
            parts.upkeep(),
            snapshots(parts.index()),
            status,
            metrics::scrape,
            events);
    try {
      return HttpApi.start(settings.address(), settings.port(), limits, Version.number(), ports);
    } catch (IOException e) {
      throw cannotListen(settings, e);
    }
  }

  private static @Nullable SampleIntake intake(@Nullable Submitter submitter) {
    if (submitter == null) {
      return null;
    }
    return (bytes, name, priority) -> {
      Submitter.Accepted accepted =
          submitter.submit(bytes, new Origin(Origin.Kind.HTTP, name), priority);
      return new Receipt(accepted.sha256(), accepted.sizeInBytes(), accepted.added());
    };
  }

  private static @Nullable Samples samples(Pipeline.Parts parts) {
    ReportIndex index = parts.index();
    ApkStore store = parts.store();
    return index == null || store == null
        ? null
        : new StoredSamples(new IndexSamples(index, () -> {}), store);
  }

  private static @Nullable Snapshots snapshots(@Nullable ReportIndex index) {
    return index == null ? null : () -> IndexOpener.snapshot(index.snapshot());
  }

  private record Status(Pipeline.Running running, @Nullable LagWatch lagWatch, Metrics metrics)
      implements PipelineStatus {
    @Override
    public List<StageHealth> parts() {
      return running.pipeline().health();
    }

    @Override
    public Map<String, OptionalLong> lag() {
      Map<String, OptionalLong> lag = new LinkedHashMap<>();
      if (lagWatch != null) {
        lag.putAll(lagWatch.lag());
      }
      IndexLoop indexLoop = running.parts().indexLoop();
      if (indexLoop != null) {
        lag.put("index", OptionalLong.of(indexLoop.totalLag()));
      }
      return lag;
    }

    @Override
    public Optional<IndexStatus> index() {
      return Optional.ofNullable(running.parts().index()).map(ReportIndex::status);
    }

    @Override
    public Sandbox sandbox() {
      return running.pipeline().sandbox();
    }

    @Override
    public Map<String, Long> counters() {
      return metrics.totals();
    }
  }

  private record Started(HttpApi api, Pipeline.Running running, Shutdown shutdown)
      implements Server {
    @Override
    public URI http() {
      return api.uri();
    }

    @Override
    public String kafka() {
      return running.parts().kafka().bootstrapServers();
    }

    @Override
    public CompletionStage<String> broken() {
      return running.pipeline().broken();
    }

    @Override
    public void close() {
      shutdown.close();
    }
  }
}
