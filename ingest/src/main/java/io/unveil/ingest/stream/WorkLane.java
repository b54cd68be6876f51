package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.unpacker.UnpackedApk;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One lane of a work stage: takes one record at a time, works on it, publishes, and only then
 * accepts it. One thread owns the consumer and keeps the record's lock; the work itself runs on a
 * second thread that is abandoned when it hangs. At least once: the same sample may be published
 * twice, never not at all.
 *
 * <p>A lane takes the work of one priority: interactive work overtakes bulk because lanes wait for
 * it, and bulk is not starved because other lanes are its own.
 */
public final class WorkLane implements StreamLoop {
  /** Larger values go to the store and are referenced. */
  static final int MAX_INLINE_BYTES = 512 << 10;

  private static final Logger LOG = System.getLogger(WorkLane.class.getName());

  private final String name;
  private final Priority priority;
  private final LaneContext context;
  private final Work<?> work;
  private final LaneState state;
  private final Object lifecycle = new Object();
  private @Nullable Thread thread;

  WorkLane(int number, Priority priority, LaneContext context, Work<?> work) {
    String of = priority == Priority.BULK ? "-" : "-interactive-";
    this.name = work.group().stage() + of + number;
    this.priority = priority;
    this.context = context;
    this.work = work;
    this.state = new LaneState(name, context.settings());
  }

  /**
   * {@return a lane of the unpack stage}
   *
   * @param number tells the lanes of one process and priority apart
   * @param priority whose work it takes; both need lanes
   */
  public static WorkLane unpack(
      int number, Priority priority, LaneContext context, Stage<Submission, UnpackedApk> stage) {
    return new WorkLane(number, priority, context, new UnpackWork(context, stage));
  }

  /**
   * {@return a lane of the analyze stage}
   *
   * @param number tells the lanes of one process and priority apart
   * @param priority whose work it takes; both need lanes
   */
  public static WorkLane analyze(
      int number, Priority priority, LaneContext context, Stage<UnpackedApk, AppFacts> stage) {
    return new WorkLane(number, priority, context, new AnalyzeWork(context, stage));
  }

  @Override
  public void start() {
    synchronized (lifecycle) {
      if (thread != null || state.stopping()) {
        throw new IllegalStateException("lane " + name + " was started or closed before");
      }
      thread = Thread.ofPlatform().name("unveil-" + name).daemon(true).start(this::live);
    }
  }

  @Override
  public StageHealth health() {
    return state.health();
  }

  @Override
  public void close() {
    Thread running;
    synchronized (lifecycle) {
      state.stop();
      running = thread;
    }
    if (running == null) {
      return;
    }
    Duration patience = context.settings().stop().plus(context.settings().grace()).plusSeconds(5);
    try {
      if (!running.join(patience)) {
        running.interrupt();
        running.join(patience);
      }
    } catch (InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** A consumer that failed is replaced by a new one; what it held goes to another lane. */
  private void live() {
    while (!state.stopping()) {
      try (LaneConsumer consumer =
          new LaneConsumer(context.kafka(), work.group(), priority, "unveil-" + name)) {
        take(consumer);
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "lane {0} starts anew after {1}", name, e.getClass().getName());
        LOG.log(Level.DEBUG, "lane " + name, e);
        state.waiting("starts anew after " + e.getClass().getSimpleName());
        if (!state.pause(context.settings().backOff())) {
          break;
        }
      }
    }
    state.stopped();
  }

  private void take(LaneConsumer consumer) throws InterruptedException {
    DeliveryHandler<?> handler = new DeliveryHandler<>(name, context, work, state);
    while (!state.stopping()) {
      if (state.stuck()) {
        state.pause(context.settings().poll());
        continue;
      }
      Delivery delivery = consumer.next(context.settings().poll());
      if (delivery != null) {
        handler.handle(delivery);
      } else if (consumer.connected()) {
        state.idle();
      } else {
        state.waiting("no broker answers at " + context.kafka().bootstrapServers());
      }
    }
  }
}
