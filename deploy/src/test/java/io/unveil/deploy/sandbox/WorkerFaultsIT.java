package io.unveil.deploy.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.deploy.sandbox.WorkerFailedException.Kind;
import io.unveil.unpacker.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a worker can fail ends as one typed result, and the next job is done. */
@Timeout(120)
class WorkerFaultsIT {
  private static final String SHA256 = "ab".repeat(32);
  private static final WorkerSettings.Bounds BOUNDS =
      new WorkerSettings.Bounds(
          64L << 20,
          320L << 20,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          500,
          Duration.ofHours(1),
          Duration.ofMinutes(1));

  private final SandboxedWork work = new SandboxedWork(settings(BOUNDS), 1);

  @AfterEach
  void close() {
    work.close();
  }

  @ParameterizedTest
  @CsvSource({
    "spin, DEADLINE, deadline, SIGKILL",
    "sleep, DEADLINE, deadline, SIGKILL",
    "heap, MEMORY, memory, exit 3",
    "native, MEMORY, memory, SIGKILL",
    "exit, DEFECT, , exit 7",
    "signal, SIGNAL, , SIGABRT",
    "stack, STACK, stack, ",
    "defect, DEFECT, , ",
    "garbage, PROTOCOL, , SIGKILL",
    "oversized, PROTOCOL, , SIGKILL",
    "closed, PROTOCOL, , SIGKILL",
    "request, PROTOCOL, , SIGKILL",
    "ready, PROTOCOL, , SIGKILL",
    "endless, DEADLINE, deadline, SIGKILL"
  })
  void fault_isTyped_andTheNextJobIsDone(String fault, Kind kind, String limit, String exit)
      throws Exception {
    assertThatThrownBy(() -> scan(fault, false))
        .isInstanceOfSatisfying(
            WorkerFailedException.class,
            e -> {
              assertThat(e.kind()).as(e.reason()).isEqualTo(kind);
              assertThat(e.kind().limit()).isEqualTo(limit);
              assertThat(e.exit()).as(e.reason()).isEqualTo(exit);
              assertThat(e.reason()).isNotBlank().doesNotContain("\n");
            });
    assertThat(pid(false)).isPositive();
  }

  @Test
  void answersThatNobodyAskedFor_endTheWorker_beforeTheNextJob() throws Exception {
    assertThatThrownBy(() -> scan("chatter", false))
        .isInstanceOf(IOException.class)
        .hasMessage("first");
    Thread.sleep(200);

    assertThat(pid(false)).isPositive();
    assertThat(work.started()).isEqualTo(2);
  }

  @Test
  void interruptedCaller_killsTheWorker() throws Exception {
    long worker = pid(false);
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                scan("spin", false);
                end.complete(new AssertionError("done"));
              } catch (Exception e) {
                end.complete(e);
              }
            });
    Thread.sleep(300);
    caller.interrupt();

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    ProcessHandle.of(worker).ifPresent(process -> process.onExit().join());
  }

  @Test
  void workerIsUsedAgain_aFreshOneIsNot_andOldOnesAreReplaced() throws Exception {
    long first = pid(false);

    assertThat(pid(false)).isEqualTo(first);
    long fresh = pid(true);
    assertThat(fresh).isNotEqualTo(first).isNotEqualTo(pid(true));
    assertThat(pid(false)).isEqualTo(first);

    try (SandboxedWork replaced = new SandboxedWork(settings(BOUNDS.withJobs(1)), 1)) {
      assertThat(pid(replaced, false)).isNotEqualTo(pid(replaced, false));
    }
  }

  @Test
  void workerThatFailed_isReplacedBesideOtherWork() throws Exception {
    assertThatThrownBy(() -> scan("exit", false)).isInstanceOf(WorkerFailedException.class);

    Awaitility.await("a replacement")
        .atMost(Duration.ofMinutes(1))
        .until(() -> work.started() == 2);
    assertThat(pid(false)).isPositive();
    assertThat(work.started()).isEqualTo(2);
  }

  @Test
  void laterAttemptThatHangs_keepsNoFirstAttemptWaiting() throws Exception {
    WorkerSettings.Bounds patient = BOUNDS.withDeadline(Duration.ofMinutes(5));
    try (SandboxedWork one = new SandboxedWork(settings(patient), 1)) {
      CountDownLatch begun = new CountDownLatch(1);
      Thread busy = Thread.ofPlatform().start(() -> sleep(one, true, begun));
      begun.await();

      assertThat(pid(one, false)).isPositive();

      assertThat(busy.isAlive()).isTrue();
      busy.interrupt();
      busy.join();
    }
  }

  @Test
  void jobsAboveTheNumberOfWorkers_wait() {
    List<CompletableFuture<Long>> jobs =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(_ ->
                CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        return pid(false);
                      } catch (Exception e) {
                        throw new CompletionException(e);
                      }
                    },
                    task -> Thread.ofPlatform().start(task)))
            .toList();

    assertThat(jobs).extracting(CompletableFuture::join).hasSize(6);
    assertThat(work.started()).isEqualTo(1);
  }

  /** {@code -Dsandbox.kills=200} for percentiles that mean something. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void spinningWorkers_areDeadWhenTheDeadlineIsTold() {
    int many = Integer.getInteger("sandbox.kills", 3);
    Duration deadline = Duration.ofMillis(500);
    long[] lateMicros = new long[many];
    for (int i = 0; i < many; i++) {
      try (SandboxedWork one = new SandboxedWork(settings(BOUNDS.withDeadline(deadline)), 1)) {
        AtomicLong began = new AtomicLong();
        assertThatThrownBy(() ->
                one.scan(
                    Path.of("faults", "spin"), SHA256, false, _ -> began.set(System.nanoTime())))
            .isInstanceOfSatisfying(
                WorkerFailedException.class,
                e -> {
                  assertThat(e.kind()).isEqualTo(Kind.DEADLINE);
                  assertThat(e.exit()).isEqualTo("SIGKILL");
                });
        lateMicros[i] = (System.nanoTime() - began.get()) / 1_000 - deadline.toNanos() / 1_000;
      }
    }
    Arrays.sort(lateMicros);
    System.out.printf(
        "kills: %d, dead after the deadline by p50 %d us, p99 %d us, at most %d us%n",
        many, lateMicros[many / 2], lateMicros[many * 99 / 100], lateMicros[many - 1]);
  }

  @Test
  void jobThatWaitsLongForAWorker_getsOneOfItsOwn() throws Exception {
    WorkerSettings.Bounds patient = BOUNDS.withDeadline(Duration.ofMinutes(5));
    try (SandboxedWork few = new SandboxedWork(settings(patient), 1, 2)) {
      CountDownLatch begun = new CountDownLatch(1);
      Thread busy = Thread.ofPlatform().start(() -> sleep(few, false, begun));
      begun.await();

      assertThat(pid(few, false)).isPositive();

      assertThat(few.started()).isEqualTo(2);
      assertThat(busy.isAlive()).isTrue();
      busy.interrupt();
      busy.join();
    }
  }

  /** Occupies a worker until interrupted. */
  private static void sleep(SandboxedWork work, boolean fresh, CountDownLatch begun) {
    try {
      work.scan(Path.of("faults", "sleep"), SHA256, fresh, _ -> begun.countDown());
    } catch (Exception _) {
      // Its caller interrupts it.
    }
  }

  @Test
  void jvmThatIsNotThere_isAFailedStart() {
    WorkerSettings given = settings(BOUNDS);
    WorkerLaunch launch =
        new WorkerLaunch(
            Path.of("no", "such", "jdk"),
            given.launch().classPath(),
            given.launch().mainClass(),
            null,
            true);
    try (SandboxedWork broken =
        new SandboxedWork(
            new WorkerSettings(launch, given.roots(), given.limits(), given.bounds()), 1)) {
      assertThatThrownBy(() -> broken.scan(Path.of("x"), SHA256, false, _ -> {}))
          .isInstanceOfSatisfying(
              WorkerFailedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.START));
    }
  }

  private static WorkerSettings settings(WorkerSettings.Bounds bounds) {
    WorkerLaunch here = WorkerLaunch.ofThisProcess();
    return new WorkerSettings(
        new WorkerLaunch(here.home(), here.classPath(), FaultyWorker.class.getName(), null, true),
        List.of(),
        Limits.DEFAULT,
        bounds);
  }

  private void scan(String fault, boolean fresh) throws Exception {
    work.scan(Path.of("faults", fault), SHA256, fresh, _ -> {});
  }

  private long pid(boolean fresh) throws Exception {
    return pid(work, fresh);
  }

  private static long pid(SandboxedWork work, boolean fresh) throws Exception {
    try {
      work.scan(Path.of("faults", "none"), SHA256, fresh, _ -> {});
      throw new AssertionError("a faulty worker gave facts");
    } catch (IOException e) {
      return Long.parseLong(String.valueOf(e.getMessage()).replace("pid ", ""));
    }
  }
}
