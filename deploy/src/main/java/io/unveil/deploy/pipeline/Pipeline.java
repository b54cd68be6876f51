package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.Settings;
import io.unveil.indexer.IndexSettings;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.stream.DeadLetterLoop;
import io.unveil.ingest.stream.IndexLoop;
import io.unveil.ingest.stream.JudgeLoop;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.LaneContext;
import io.unveil.ingest.stream.LaneSettings;
import io.unveil.ingest.stream.Outbox;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Reconciler;
import io.unveil.ingest.stream.StageHealth;
import io.unveil.ingest.stream.StreamEvents;
import io.unveil.ingest.stream.StreamLoop;
import io.unveil.ingest.stream.Submitter;
import io.unveil.ingest.stream.WorkLane;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Store, broker, all stages and the index in one process. Opened from the bytes upwards and closed
 * the other way round, so that nothing loses what it stands on while it finishes.
 */
final class Pipeline implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Pipeline.class.getName());
  private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(30);
  private static final int SUBMISSIONS_IN_FLIGHT = 1_000;

  private final Shutdown shutdown = new Shutdown();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final List<StreamLoop> loops = new ArrayList<>();
  private final InProcessStages stages;
  private final Settings settings;
  private final StreamEvents events;

  private Pipeline(Settings settings, StreamEvents events) {
    this.stages = new InProcessStages(settings.limits());
    this.settings = settings;
    this.events = events;
  }

  /**
   * What the interfaces above the pipeline use.
   *
   * @param kafka how to reach the broker
   * @param index the samples
   * @param submitter the way in
   * @param indexLoop how far the index is behind
   */
  record Parts(KafkaSettings kafka, ReportIndex index, Submitter submitter, IndexLoop indexLoop) {}

  /** A pipeline that runs. */
  record Running(Pipeline pipeline, Parts parts) {}

  /**
   * Opens and starts everything.
   *
   * @param data the data folder, for this process alone
   * @throws StartException when a part cannot be opened; the parts before it are closed again
   */
  static Running start(Settings settings, Path data, StreamEvents events)
      throws StartException, InterruptedException {
    Pipeline pipeline = new Pipeline(settings, events);
    try {
      return new Running(pipeline, pipeline.open(data));
    } catch (StartException | InterruptedException | RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** {@return where the index of a data folder is} */
  static Path indexFolder(Path data) {
    return data.resolve("index");
  }

  private Parts open(Path data) throws StartException, InterruptedException {
    ApkStore store = store(data.resolve("store"));
    ReportIndex index = index(indexFolder(data));
    Brokers.Ready broker = Brokers.open(settings.kafka(), data.resolve("broker"), shutdown, broken);
    broker.warnings().forEach(warning -> LOG.log(Level.WARNING, "{0}", warning));
    KafkaSettings kafka = broker.kafka();
    Submitter.Limits limits =
        new Submitter.Limits(
            settings.http().maxUploadBytes(), SUBMIT_TIMEOUT, SUBMISSIONS_IN_FLIGHT);
    Submitter submitter = shutdown.add(Submitter.open(kafka, store, limits, events));
    IndexSink sink = new IndexSink(index);
    IndexLoop indexLoop = shutdown.add(new IndexLoop(kafka, sink, store, events));
    sink.follow(indexLoop);
    loops.add(indexLoop);
    loops.add(
        shutdown.add(
            new JudgeLoop(kafka, store, stages::judge, stages.generation(), sink, events)));
    lanes(kafka, store, sink);
    Reconciler.Settings patience = reconcile(settings.reconcile());
    loops.add(
        shutdown.add(
            new Reconciler(
                kafka,
                store,
                sink,
                () -> indexLoop.health().ready(),
                submitter,
                events,
                patience)));
    loops.forEach(StreamLoop::start);
    return new Parts(kafka, index, submitter, indexLoop);
  }

  private ApkStore store(Path folder) throws StartException {
    try {
      return LocalApkStore.open(folder, settings.store().reserveBytes());
    } catch (IOException e) {
      throw StartException.data(folder, e);
    }
  }

  private ReportIndex index(Path folder) throws StartException {
    IndexSettings given =
        new IndexSettings(
            settings.index().refreshInterval(),
            settings.index().commitInterval(),
            IndexSettings.DEFAULT.commitAfter(),
            IndexSettings.DEFAULT.bufferMegabytes());
    try {
      ReportIndex index = shutdown.add(ReportIndex.open(folder, given));
      index.openingNotice().ifPresent(notice -> LOG.log(Level.WARNING, "{0}", notice));
      return index;
    } catch (IOException e) {
      throw StartException.other(String.valueOf(e.getMessage()));
    }
  }

  private void lanes(KafkaSettings kafka, ApkStore store, IndexSink known) {
    Outbox outbox = shutdown.add(new Outbox(kafka, "unveil-lanes"));
    Settings.Work work = settings.work();
    LaneSettings bounds = LaneSettings.DEFAULT.with(work.deadline(), work.attempts());
    LaneContext context =
        new LaneContext(kafka, bounds, store, known, stages.generation(), outbox, events);
    loops.add(shutdown.add(new DeadLetterLoop(context)));
    List<WorkLane> lanes = new ArrayList<>();
    analyzing(lanes, context, Priority.BULK, work.analyzeLanes());
    analyzing(lanes, context, Priority.INTERACTIVE, work.interactiveLanes());
    unpacking(lanes, context, Priority.BULK, work.unpackLanes());
    unpacking(lanes, context, Priority.INTERACTIVE, work.interactiveLanes());
    loops.addAll(shutdown.addAll(lanes));
  }

  private void analyzing(List<WorkLane> lanes, LaneContext context, Priority of, int many) {
    IntStream.range(0, many)
        .forEach(n -> lanes.add(WorkLane.analyze(n, of, context, stages::analyze)));
  }

  private void unpacking(List<WorkLane> lanes, LaneContext context, Priority of, int many) {
    IntStream.range(0, many)
        .forEach(n -> lanes.add(WorkLane.unpack(n, of, context, stages::unpack)));
  }

  private static Reconciler.Settings reconcile(Settings.Reconcile given) {
    Reconciler.Settings other = Reconciler.Settings.DEFAULT;
    return new Reconciler.Settings(
        given.interval(),
        other.settle(),
        given.patience(),
        other.maxPerRound(),
        other.maxRemembered());
  }

  /** {@return how each stage is doing, in the order of the stream} */
  List<StageHealth> health() {
    return loops.reversed().stream().map(StreamLoop::health).toList();
  }

  /** {@return completed with one line when a part that everything stands on ended on its own} */
  CompletionStage<String> broken() {
    return broken;
  }

  /** Finishes or gives back what is under way, commits, and frees everything. Idempotent. */
  @Override
  public void close() {
    shutdown.close();
  }
}
