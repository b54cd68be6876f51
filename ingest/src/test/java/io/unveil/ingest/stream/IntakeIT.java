package io.unveil.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.fixtures.Samples;
import io.unveil.ingest.intake.Intake;
import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Objects;
import io.unveil.ingest.s3.S3Service;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.store.S3ApkStore;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from a folder and a bucket, through a real broker. */
class IntakeIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final long MAX_BYTES = 1 << 20;
  private static int tests;

  @TempDir private static Path shared;
  private static StreamBroker broker;
  private static S3Service service;

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path watched;
  private Path memory;
  private ApkStore store;
  private Submitter submitter;
  private String prefix;

  @BeforeAll
  static void start() throws Exception {
    broker = new StreamBroker(shared.resolve("broker"));
    service = new S3Service();
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
    service.close();
  }

  @BeforeEach
  void open() throws IOException {
    watched = folder.resolve("incoming");
    memory = Files.createDirectory(folder.resolve("memory"));
    prefix = "incoming-" + tests++ + "/";
    store = LocalApkStore.open(folder.resolve("store"), 0);
    submitter = submitter(store);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void folder_givesEachRegularFileOnce_whateverElseIsThere() throws Exception {
    Intake intake = watch();
    await().atMost(SOON).until(() -> intake.health().detail().contains("no such folder"));
    Files.createDirectory(watched);
    Path outside = Files.write(folder.resolve("outside"), bytes("secret"));
    Files.createSymbolicLink(watched.resolve("link.apk"), outside);
    Files.createSymbolicLink(watched.resolve("folder-link"), folder);
    Files.createDirectory(watched.resolve("below"));
    Files.write(watched.resolve("below").resolve("c.apk"), bytes("below"));
    Files.write(watched.resolve(".hidden"), bytes("hidden"));
    Files.write(watched.resolve("half.part"), bytes("half"));
    Files.write(watched.resolve("empty.apk"), new byte[0]);
    Files.write(watched.resolve("large.apk"), new byte[(int) MAX_BYTES + 1]);
    Files.write(watched.resolve("a.apk"), bytes("a"));
    Files.write(watched.resolve("b.apk"), bytes("b"));
    Files.write(watched.resolve("same-as-a.apk"), bytes("a"));

    await().atMost(SOON).until(() -> intake.health().detail().contains("3 taken, 4 refused"));
    assertThat(origins())
        .containsExactlyInAnyOrder(
            sha("a") + " FOLDER a.apk",
            sha("b") + " FOLDER b.apk",
            sha("a") + " FOLDER same-as-a.apk");
    assertThat(stored()).containsExactlyInAnyOrder(sha("a"), sha("b"));
    assertThat(intake.health().ready()).isTrue();

    Files.move(watched.resolve("half.part"), watched.resolve("whole.apk"));
    await().atMost(SOON).until(() -> intake.health().detail().contains("4 taken"));
    intake.close();
    Intake again = watch();
    Files.write(watched.resolve("a.apk"), bytes("a, changed"));
    await().atMost(SOON).until(() -> again.health().detail().contains("1 taken, 0 refused"));

    assertThat(origins())
        .hasSize(5)
        .contains(sha("half") + " FOLDER whole.apk", sha("a, changed") + " FOLDER a.apk");
    assertThat(watched.resolve("b.apk")).exists();
  }

  @Test
  void fileThatGrows_isTakenWholeAfterItsEnd() throws Exception {
    Files.createDirectory(watched);
    Intake intake = watch();
    Path growing = Files.write(watched.resolve("growing.apk"), bytes("0"));
    StringBuilder all = new StringBuilder("0");
    for (int i = 1; i < 8; i++) {
      Thread.sleep(500);
      Files.writeString(growing, "," + i, StandardOpenOption.APPEND);
      all.append(',').append(i);
    }

    await().atMost(SOON).until(() -> intake.health().detail().contains("1 taken"));
    assertThat(stored()).containsExactly(sha(all.toString()));
  }

  @Test
  void folderThatIsLost_isWaitedFor() throws Exception {
    Files.createDirectory(watched);
    Files.write(watched.resolve("a.apk"), bytes("lost a"));
    Intake intake = watch();
    await().atMost(SOON).until(() -> intake.health().detail().contains("1 taken"));
    Files.move(watched, folder.resolve("elsewhere"));
    await().atMost(SOON).until(() -> !intake.health().ready());

    Files.move(folder.resolve("elsewhere"), watched);
    Files.write(watched.resolve("b.apk"), bytes("lost b"));

    await().atMost(SOON).until(() -> intake.health().detail().contains("2 taken, 0 refused"));
  }

  @Test
  void bucket_givesEachVersionOnce_throughStoreAndLane() throws Exception {
    byte[] apk = Samples.named("honest-notes").apk();
    S3ApkStore bucket =
        S3ApkStore.open(
            S3Objects.open(service.settings(folder), S3Location.parse("s3://samples/store")),
            folder.resolve("cache"),
            64 << 20,
            0);
    open.add(bucket);
    store = bucket;
    submitter = submitter(bucket);
    service.write(prefix + "some/notes.apk", apk);
    service.write(prefix + "folder/", new byte[0]);
    service.write(prefix + "empty", new byte[0]);
    Intake intake = list();

    await().atMost(SOON).until(() -> intake.health().detail().contains("1 taken, 1 refused"));
    String sha256 = stored().getFirst();
    assertThat(origins()).containsExactly(sha256 + " S3 s3://samples/" + prefix + "some/notes.apk");
    unpackLane();
    await().atMost(SOON).until(() -> !broker.all(Topic.UNPACKED, sha256).isEmpty());
    UnpackedMessage unpacked = Codec.UNPACKED.read(broker.all(Topic.UNPACKED, sha256).getFirst());
    assertThat(unpacked.apk()).isNotNull();
    assertThat(folder.resolve("cache").resolve("apk").resolve(sha256)).hasBinaryContent(apk);

    service.write(prefix + "some/notes.apk", bytes("another content"));
    await().atMost(SOON).until(() -> intake.health().detail().contains("2 taken"));
    intake.close();
    Intake again = list();
    await().atMost(SOON).until(() -> again.health().ready());
    assertThat(again.health().detail()).contains("0 taken, 0 refused");
    assertThat(origins()).hasSize(2);
  }

  @Test
  void bucketThatIsAway_isWaitedFor() throws Exception {
    service.write(prefix + "a", bytes("away a"));
    Intake intake = list();
    await().atMost(SOON).until(() -> intake.health().detail().contains("1 taken"));
    service.stop();
    try {
      await().atMost(SOON).until(() -> intake.health().detail().contains("cannot list"));
    } finally {
      service.restart();
    }
    service.write(prefix + "b", bytes("away b"));

    await().atMost(SOON).until(() -> intake.health().detail().contains("2 taken"));
  }

  private Submitter submitter(ApkStore into) {
    Submitter made =
        Submitter.open(broker.kafka, into, Submitter.Limits.DEFAULT, StreamEvents.NONE);
    open.add(made);
    return made;
  }

  private Intake watch() {
    return started(Intake.ofFolder(watched, memory, submitter, INTERVAL, MAX_BYTES));
  }

  private Intake list() throws IOException {
    S3Objects objects =
        S3Objects.open(service.settings(folder), new S3Location(S3Service.BUCKET, prefix));
    return started(Intake.ofS3(objects, memory, submitter, INTERVAL, MAX_BYTES));
  }

  private Intake started(Intake intake) {
    open.add(intake);
    intake.start();
    return intake;
  }

  private void unpackLane() {
    Outbox outbox = new Outbox(broker.kafka, "test-lane");
    open.add(outbox);
    LaneContext context =
        new LaneContext(
            broker.kafka,
            LaneSettings.DEFAULT,
            store,
            KnownResults.NONE,
            Made.GENERATION,
            outbox,
            StreamEvents.NONE);
    WorkLane lane =
        WorkLane.unpack(
            0,
            Priority.BULK,
            context,
            (file, submission) -> {
              try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
                return ApkUnpacker.unpack(bytes, Limits.DEFAULT);
              }
            });
    open.add(lane);
    lane.start();
  }

  /** {@return what was submitted of samples that this test has stored} */
  private List<String> origins() throws Exception {
    List<String> mine = stored();
    List<String> origins = new ArrayList<>();
    for (var record : broker.all(Topic.SUBMISSIONS)) {
      Submission submission = Codec.SUBMISSION.read(record);
      if (mine.contains(submission.sha256())) {
        origins.add(
            submission.sha256()
                + " "
                + submission.origin().kind()
                + " "
                + submission.origin().name());
      }
    }
    return origins;
  }

  private List<String> stored() throws IOException {
    List<String> stored = new ArrayList<>();
    store.forEach(apk -> stored.add(apk.sha256()));
    return stored;
  }

  private static String sha(String content) {
    return Made.sha(content);
  }

  private static byte[] bytes(String content) {
    return content.getBytes(UTF_8);
  }
}
