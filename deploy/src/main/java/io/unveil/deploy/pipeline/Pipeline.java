package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.http.PipelineStatus;
import io.unveil.deploy.http.Upkeep;
import io.unveil.indexer.IndexSettings;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.stream.DeadLetterLoop;
import io.unveil.ingest.stream.IndexLoop;
import io.unveil.ingest.stream.JudgeLoop;
import io.unveil.ingest.stream.KafkaSettings;
import io.unveil.ingest.stream.KnownResults;
import io.unveil.ingest.stream.LaneContext;
import io.unveil.ingest.stream.LaneSettings;
import io.unveil.ingest.stream.Outbox;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Purge;
import io.unveil.ingest.stream.Purges;
import io.unveil.ingest.stream.Reconciler;
import io.unveil.ingest.stream.ResultsView;
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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process takes on of store, broker, stages and index: everything, or some of it beside
 * other processes. Opened from the bytes upwards and closed the other way round, so that nothing
 * loses what it stands on while it finishes.
 */
final class Pipeline implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Pipeline.class.getName());
  private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PURGE_SETTLE = Duration.ofSeconds(2);
  private static final int SUBMISSIONS_IN_FLIGHT = 1_000;

  private static final Set<Role> STORING =
      EnumSet.of(Role.INGEST, Role.UNPACK, Role.ANALYZE, Role.JUDGE, Role.INDEX);

  private final Shutdown shutdown = new Shutdown();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final List<StreamLoop> loops = new ArrayList<>();
  private final Settings settings;
  private final Set<Role> roles;
  private final StreamEvents events;
  private @Nullable SandboxedStages sandboxed;
  private StageHealth broker = new StageHealth("broker", false, "starting");

  private Pipeline(Settings settings, StreamEvents events) {
    this.settings = settings;
    this.roles = settings.roles();
    this.events = events;
  }

  /**
   * What the interfaces above the pipeline use.
   *
   * @param kafka how to reach the broker
   * @param store the samples' bytes, or null for a process that is only a broker
   * @param index the samples, or null without the role
   * @param submitter the way in, or null without the role
   * @param upkeep what an operator may ask for, or null without the role ingest
   * @param indexLoop how far the index is behind, or null without the role
   */
  record Parts(
      KafkaSettings kafka,
      @Nullable ApkStore store,
      @Nullable ReportIndex index,
      @Nullable Submitter submitter,
      @Nullable Upkeep upkeep,
      @Nullable IndexLoop indexLoop) {}

  /** A pipeline that runs. */
  record Running(Pipeline pipeline, Parts parts) {}

  /**
   * Opens and starts everything.
   *
   * @param data the data folder, for this process alone; the store in it may be elsewhere
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
    ApkStore store =
        Collections.disjoint(roles, STORING) ? null : Stores.open(settings.store(), data, shutdown);
    ReportIndex index = roles.contains(Role.INDEX) ? index(indexFolder(data)) : null;
    Brokers.Ready ready = Brokers.open(settings, data.resolve("broker"), shutdown, broken);
    ready.warnings().forEach(warning -> LOG.log(Level.WARNING, "{0}", warning));
    broker = ready.health();
    KafkaSettings kafka = ready.kafka();
    if (store == null) {
      return new Parts(kafka, null, null, null, null, null);
    }
    Submitter submitter = roles.contains(Role.INGEST) ? submitter(kafka, store) : null;
    Purge purge = submitter == null ? null : shutdown.add(new Purge(kafka, store, PURGE_SETTLE));
    Purges purges = shutdown.add(new Purges(kafka, purge));
    loops.add(purges);
    IndexLoop indexLoop = null;
    KnownResults known;
    if (index == null) {
      ResultsView view = shutdown.add(new ResultsView(kafka));
      loops.add(view);
      known = purges.with(view);
    } else {
      IndexSink sink = new IndexSink(index);
      indexLoop = shutdown.add(new IndexLoop(kafka, sink, store, purges, events));
      sink.follow(indexLoop);
      loops.add(indexLoop);
      known = purges.with(sink);
    }
    work(kafka, store, known, store.folder());
    Upkeep upkeep = null;
    if (submitter != null && purge != null) {
      reconciler(kafka, store, known, submitter, indexLoop);
      upkeep = shutdown.add(StreamUpkeep.open(kafka, store, known, purge));
      loops.addAll(Stores.intakes(settings, data, submitter, shutdown));
    }
    loops.forEach(StreamLoop::start);
    return new Parts(kafka, store, index, submitter, upkeep, indexLoop);
  }

  private Submitter submitter(KafkaSettings kafka, ApkStore store) {
    Submitter.Limits limits =
        new Submitter.Limits(
            settings.http().maxUploadBytes(), SUBMIT_TIMEOUT, SUBMISSIONS_IN_FLIGHT);
    return shutdown.add(Submitter.open(kafka, store, limits, events));
  }

  private void reconciler(
      KafkaSettings kafka,
      ApkStore store,
      KnownResults known,
      Submitter submitter,
      @Nullable IndexLoop indexLoop) {
    BooleanSupplier current = indexLoop == null ? known::current : () -> indexLoop.health().ready();
    loops.add(
        shutdown.add(
            new Reconciler(
                kafka, store, known, current, submitter, events, reconcile(settings.reconcile()))));
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

  /** Judge, dead letters and lanes, as far as this process has them. */
  private void work(KafkaSettings kafka, ApkStore store, KnownResults known, Path samples) {
    if (Collections.disjoint(roles, EnumSet.of(Role.UNPACK, Role.ANALYZE, Role.JUDGE))) {
      return;
    }
    InProcessStages stages = new InProcessStages(settings.limits());
    Outbox outbox = shutdown.add(new Outbox(kafka, "unveil-lanes"));
    Settings.Work work = settings.work();
    LaneSettings bounds =
        LaneSettings.DEFAULT.with(
            work.sandbox() ? SandboxedStages.laneDeadline(work) : work.deadline(), work.attempts());
    LaneContext context =
        new LaneContext(kafka, bounds, store, known, stages.generation(), outbox, events);
    if (roles.contains(Role.JUDGE)) {
      loops.add(
          shutdown.add(
              new JudgeLoop(kafka, store, stages::judge, stages.generation(), known, events)));
      loops.add(shutdown.add(new DeadLetterLoop(context)));
    }
    if (!Collections.disjoint(roles, EnumSet.of(Role.UNPACK, Role.ANALYZE))) {
      lanes(context, work.sandbox() ? sandboxed(samples) : stages);
    }
  }

  private SandboxedStages sandboxed(Path samples) {
    SandboxedStages opened = shutdown.add(new SandboxedStages(settings, samples));
    sandboxed = opened;
    return opened;
  }

  private void lanes(LaneContext context, WorkStages stages) {
    Settings.Work work = settings.work();
    List<WorkLane> lanes = new ArrayList<>();
    if (roles.contains(Role.ANALYZE)) {
      analyzing(lanes, context, stages, Priority.BULK, work.analyzeLanes());
      analyzing(lanes, context, stages, Priority.INTERACTIVE, work.interactiveLanes());
    }
    if (roles.contains(Role.UNPACK)) {
      unpacking(lanes, context, stages, Priority.BULK, work.unpackLanes());
      unpacking(lanes, context, stages, Priority.INTERACTIVE, work.interactiveLanes());
    }
    loops.addAll(shutdown.addAll(lanes));
  }

  private void analyzing(
      List<WorkLane> lanes, LaneContext context, WorkStages stages, Priority of, int many) {
    IntStream.range(0, many)
        .forEach(n -> lanes.add(WorkLane.analyze(n, of, context, stages.analyzing(of))));
  }

  private void unpacking(
      List<WorkLane> lanes, LaneContext context, WorkStages stages, Priority of, int many) {
    IntStream.range(0, many)
        .forEach(n -> lanes.add(WorkLane.unpack(n, of, context, stages.unpacking(of))));
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

  /** {@return how each part is doing, in the order of the stream, the broker first} */
  List<StageHealth> health() {
    return Stream.concat(Stream.of(broker), loops.reversed().stream().map(StreamLoop::health))
        .toList();
  }

  /** {@return what holds around the processes that read samples} */
  PipelineStatus.Sandbox sandbox() {
    SandboxedStages workers = sandboxed;
    return workers == null ? PipelineStatus.Sandbox.NONE : workers.layers();
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
