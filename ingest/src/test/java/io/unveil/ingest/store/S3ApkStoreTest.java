package io.unveil.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.ingest.s3.ObjectStoreException;
import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Objects;
import io.unveil.ingest.s3.S3Service;
import io.unveil.ingest.store.ApkStore.LocalFile;
import io.unveil.ingest.store.ApkStore.Put;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ApkStoreTest extends ApkStoreContract {
  private static final long CACHE = 8 << 20;
  private static final InputStream BROKEN =
      new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          throw new IOException("connection reset");
        }
      };

  private static S3Service service;
  private static int tests;

  @TempDir private Path folder;
  private final List<S3ApkStore> opened = new ArrayList<>();
  private String prefix;
  private S3ApkStore store;

  @BeforeAll
  static void start() throws Exception {
    service = new S3Service();
  }

  @AfterAll
  static void end() {
    service.close();
  }

  @BeforeEach
  void open() throws IOException {
    prefix = "test-" + tests++ + "/";
    store = open("cache", CACHE, 0);
  }

  @AfterEach
  void close() {
    service.spoilUploads(in -> in);
    service.spoilDownloads(in -> in);
    opened.forEach(S3ApkStore::close);
  }

  @Override
  ApkStore store() {
    return store;
  }

  @Override
  void damage(String sha256, byte[] bytes) {
    service.write(prefix + "apk/" + sha256, bytes);
  }

  @Override
  ApkStore full() throws IOException {
    return open("full", CACHE, Long.MAX_VALUE);
  }

  @Test
  void everyPut_leavesNothingTemporary() throws IOException {
    put(BYTES);
    put(BYTES);
    assertThatThrownBy(() -> store.put(in(BYTES), 1)).isInstanceOf(TooLargeException.class);

    assertThat(files("cache/tmp")).isEmpty();
    assertThat(files("cache/apk")).hasSize(1);
  }

  @Test
  void uploadThatBreaksOff_isNotAccepted_thenIs() throws IOException {
    byte[] bytes = random(300_000);
    service.spoilUploads(
        in -> new SequenceInputStream(new ByteArrayInputStream(start(in, 100_000)), BROKEN));

    assertThatThrownBy(() -> put(bytes))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("s3://samples/" + prefix + "apk/" + sha256(bytes));

    service.spoilUploads(in -> in);
    assertThat(store.find(sha256(bytes))).isEmpty();
    assertThat(put(bytes).added()).isTrue();
    assertThat(read(sha256(bytes))).isEqualTo(bytes);
  }

  @Test
  void serviceThatKeepsLessThanItSays_isNotBelieved() throws IOException {
    byte[] bytes = random(300_000);
    service.spoilUploads(in -> new ByteArrayInputStream(start(in, 100_000)));

    assertThatThrownBy(() -> put(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("s3://samples/" + prefix + "apk/" + sha256(bytes));

    service.spoilUploads(in -> in);
    assertThat(put(bytes).added()).isTrue();
    assertThat(read(sha256(bytes))).isEqualTo(bytes);
  }

  @Test
  void serviceAway_isUnavailable_thenEverythingIsThere() throws Exception {
    String sha256 = put(BYTES).apk().sha256();
    byte[] more = {1, 2, 3};
    service.stop();
    try {
      assertThatThrownBy(() -> put(more))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining(service.endpoint().toString())
          .hasMessageContaining("check that the service runs");
      assertThatThrownBy(() -> store.find(sha256)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.open(sha256)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.putDerived(sha256, "a", more))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.derived(sha256, "a", 9))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(this::all).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.delete(sha256)).isInstanceOf(StoreUnavailableException.class);
    } finally {
      service.restart();
    }

    assertThat(files("cache/tmp")).isEmpty();
    assertThat(read(sha256)).isEqualTo(BYTES);
    assertThat(put(more).added()).isTrue();
  }

  @Test
  void wrongSecret_isRefused_withAdvice_withoutTheSecret() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (S3ApkStore stranger =
        S3ApkStore.open(
            S3Objects.open(
                service.settings(other, "wrong-secret"), S3Location.parse("s3://samples/x")),
            other.resolve("cache"),
            CACHE,
            0)) {
      assertThatThrownBy(() -> stranger.put(in(BYTES), 100))
          .isInstanceOf(ObjectStoreException.class)
          .hasMessageContaining("403")
          .hasMessageContaining("check bucket, region, credentials")
          .hasMessageNotContaining("wrong-secret");
    }
  }

  @Test
  void damagedObject_isNotHandedOut() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    byte[] other = BYTES.clone();
    other[5] ^= 1;
    damage(sha256, other);
    S3ApkStore elsewhere = open("elsewhere", CACHE, 0);

    assertThatThrownBy(() -> elsewhere.open(sha256))
        .isInstanceOf(DamagedApkException.class)
        .hasMessageContaining(sha256(other))
        .hasMessageContaining("delete it");
    assertThat(files("elsewhere/apk")).isEmpty();
    assertThat(files("elsewhere/tmp")).isEmpty();
  }

  @Test
  void downloadThatBreaksOffOrIsSpoiledOnce_isTriedAgain() throws IOException {
    byte[] bytes = random(400_000);
    String sha256 = put(bytes).apk().sha256();
    boolean[] spoiled = new boolean[2];
    service.spoilDownloads(in -> {
      byte[] all = start(in, Integer.MAX_VALUE);
      if (!spoiled[0]) {
        spoiled[0] = true;
        return new ByteArrayInputStream(all, 0, 100_000);
      }
      if (!spoiled[1]) {
        spoiled[1] = true;
        all[7] ^= 1;
      }
      return new ByteArrayInputStream(all);
    });

    try (LocalFile file = open("elsewhere", CACHE, 0).open(sha256).orElseThrow()) {
      assertThat(file.path()).hasBinaryContent(bytes);
    }
    assertThat(spoiled).containsExactly(true, true);
  }

  @Test
  void damagedCopy_isFetchedAgain() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    Files.write(folder.resolve("cache/apk").resolve(sha256), new byte[4]);

    assertThat(read(sha256)).isEqualTo(BYTES);
    assertThat(folder.resolve("cache/apk").resolve(sha256)).hasBinaryContent(BYTES);
  }

  @Test
  void cache_keepsBelowItsSize_oldestGoFirst_heldOnesStay() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(putLarge(2 << 20));
    }
    try (LocalFile first = store.open(all.getFirst()).orElseThrow()) {
      for (String sha256 : all) {
        assertThat(sha256(read(sha256))).isEqualTo(sha256);
        assertThat(bytesIn("cache")).isLessThanOrEqualTo(CACHE);
      }
      assertThat(first.path()).exists();
      assertThat(files("cache/apk")).contains(all.getLast()).doesNotContain(all.get(1));
    }
  }

  @Test
  void cacheFullOfWhatIsRead_refuses_thenTakes() throws IOException {
    List<LocalFile> held = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      held.add(store.open(putLarge(2 << 20)).orElseThrow());
    }
    String more = putLarge(1 << 20);

    assertThatThrownBy(() -> store.open(more))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("store.cache");
    held.forEach(LocalFile::close);
    assertThat(sha256(read(more))).isEqualTo(more);
  }

  @Test
  void twoStoresOnOneCache_shareCopiesAndRoom() throws Exception {
    S3ApkStore second = open("cache", CACHE, 0);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(putLarge(1 << 20));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ApkStore mine = i % 2 == 0 ? store : second;
        Random random = new Random(i);
        readers.add(
            pool.submit(() -> {
              for (int n = 0; n < 15; n++) {
                String sha256 = all.get(random.nextInt(all.size()));
                try (LocalFile file = mine.open(sha256).orElseThrow()) {
                  assertThat(FileBytes.sha256(file.path())).isEqualTo(sha256);
                }
              }
              return null;
            }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(bytesIn("cache")).isLessThanOrEqualTo(CACHE);
    assertThat(files("cache/tmp")).isEmpty();
  }

  @Test
  void namesOfTheDead_areRemoved_thoseOfTheLivingStay() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    Path held = folder.resolve("cache/held");
    Path dead = Files.createDirectory(held.resolve("00000000-dead"));
    Files.write(dead.resolve("x"), new byte[1]);
    Files.write(held.resolve("00000000-dead.lock"), new byte[0]);
    try (LocalFile living = store.open(sha256).orElseThrow()) {
      open("cache", CACHE, 0);

      assertThat(dead).doesNotExist();
      assertThat(living.path()).hasBinaryContent(BYTES);
    }
  }

  @Test
  void foreignObjects_areNotVisited() throws IOException {
    Put stored = put(BYTES);
    service.write(prefix + "apk/README", BYTES);
    service.write(prefix + "apk/sub/" + "0".repeat(64), BYTES);
    service.write(prefix + "other/" + "1".repeat(64), BYTES);

    assertThat(all()).containsExactly(stored.apk());
  }

  @Test
  void listingOfSeveralPages_isWhole() throws IOException {
    for (int i = 0; i < 1_005; i++) {
      service.write(prefix + "apk/" + "%064x".formatted(i), new byte[1]);
    }

    assertThat(all()).hasSize(1_005);
  }

  private S3ApkStore open(String cache, long bytes, long reserve) throws IOException {
    S3ApkStore made =
        S3ApkStore.open(
            S3Objects.open(service.settings(folder), new S3Location(S3Service.BUCKET, prefix)),
            folder.resolve(cache),
            bytes,
            reserve);
    opened.add(made);
    return made;
  }

  private String putLarge(int size) throws IOException {
    return store.put(in(random(size)), size).apk().sha256();
  }

  private List<String> files(String below) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /** {@return bytes of the files, each once whatever its names} */
  private long bytesIn(String cache) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(cache))) {
      List<Object> seen = new ArrayList<>();
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Object key = Files.getAttribute(file, "unix:ino");
        if (!seen.contains(key)) {
          seen.add(key);
          sum += Files.size(file);
        }
      }
      return sum;
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }

  private static byte[] start(InputStream in, int most) {
    try {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
