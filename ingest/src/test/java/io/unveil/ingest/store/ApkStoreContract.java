package io.unveil.ingest.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.ingest.store.ApkStore.LocalFile;
import io.unveil.ingest.store.ApkStore.Put;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ApkStore} does. Each store has a test that extends this. */
abstract class ApkStoreContract {
  static final byte[] BYTES = "PK: some bytes".getBytes(UTF_8);
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /** {@return the store under test, empty at the beginning of each test} */
  abstract ApkStore store() throws IOException;

  /** Replaces the bytes of a stored APK behind the store's back. */
  abstract void damage(String sha256, byte[] bytes) throws IOException;

  /** {@return a store on the same APKs whose disk is full} */
  abstract ApkStore full() throws IOException;

  @Test
  void put_thenFind_givesSameBytesSizeAndTime() throws IOException {
    Instant before = Instant.now().minusSeconds(2);
    Put put = put(BYTES);

    assertThat(put.added()).isTrue();
    assertThat(put.apk().sha256()).isEqualTo(sha256(BYTES));
    assertThat(put.apk().sizeInBytes()).isEqualTo(BYTES.length);
    assertThat(put.apk().firstStored()).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(store().find(sha256(BYTES))).contains(put.apk());
    assertThat(read(sha256(BYTES))).isEqualTo(BYTES);
  }

  @Test
  void put_manyBuffersInOddPieces_isHashedAndStoredWhole() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(1).nextBytes(bytes);

    Put put = store().put(new Trickle(bytes), bytes.length);

    assertThat(put.apk().sha256()).isEqualTo(sha256(bytes));
    assertThat(read(sha256(bytes))).isEqualTo(bytes);
  }

  @Test
  void put_again_changesNothing() throws IOException {
    StoredApk first = put(BYTES).apk();

    Put again = put(BYTES);

    assertThat(again.added()).isFalse();
    assertThat(again.apk()).isEqualTo(first);
    assertThat(all()).containsExactly(first);
  }

  @Test
  void put_nothing_isStoredToo() throws IOException {
    assertThat(put(new byte[0]).apk().sha256()).isEqualTo(EMPTY);
    assertThat(read(EMPTY)).isEmpty();
  }

  @Test
  void put_doesNotCloseTheStream() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(BYTES) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    store().put(in, 100);

    assertThat(closed[0]).isFalse();
  }

  @Test
  void put_exactlyTheLimit_isTaken_oneByteMoreIsNot() throws IOException {
    assertThat(store().put(in(BYTES), BYTES.length).added()).isTrue();
    byte[] more = new byte[BYTES.length + 1];

    assertThatThrownBy(() -> store().put(in(more), BYTES.length))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining(String.valueOf(BYTES.length));
    assertThat(store().find(sha256(more))).isEmpty();
    assertThat(all()).hasSize(1);
  }

  @Test
  void put_failingStream_leavesNothing() throws IOException {
    InputStream fails =
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

    assertThatThrownBy(() -> store().put(new SequenceInputStream(in(BYTES), fails), 1 << 20))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    assertThat(all()).isEmpty();
    assertThat(store().find(sha256(BYTES))).isEmpty();
  }

  @Test
  void putOverDamage_isReported_notReplaced() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    damage(sha256, new byte[3]);

    assertThatThrownBy(() -> put(BYTES))
        .isInstanceOf(DamagedApkException.class)
        .hasMessageContaining(sha256)
        .hasMessageContaining("has 3 bytes but should have " + BYTES.length)
        .hasMessageContaining("delete it");
    assertThat(store().find(sha256).orElseThrow().sizeInBytes()).isEqualTo(3);
    assertThat(store().delete(sha256)).isTrue();
    assertThat(put(BYTES).added()).isTrue();
    assertThat(read(sha256)).isEqualTo(BYTES);
  }

  @Test
  void fullDisk_refusesBeforeReading() throws IOException {
    InputStream untouched =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("was read");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            throw new AssertionError("was read");
          }
        };

    assertThatThrownBy(() -> full().put(untouched, 100))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("free disk space");
    assertThat(all()).isEmpty();
  }

  @Test
  void deletedWhileRead_staysReadableUntilClosed() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    try (LocalFile file = store().open(sha256).orElseThrow();
        InputStream in = Files.newInputStream(file.path())) {
      assertThat(store().delete(sha256)).isTrue();

      assertThat(in.readAllBytes()).isEqualTo(BYTES);
      assertThat(store().open(sha256)).isEmpty();
    }
  }

  @Test
  void put_sameBytesFromManyThreads_isAddedOnce() throws Exception {
    byte[] bytes = new byte[300_000];
    int threads = 16;
    CountDownLatch together = new CountDownLatch(threads);
    Callable<Put> put =
        () -> {
          together.countDown();
          together.await();
          return store().put(in(bytes), bytes.length);
        };
    List<Put> puts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Put>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(put);
      }
      for (Future<Put> done : pool.invokeAll(calls)) {
        puts.add(done.get());
      }
    }

    assertThat(puts).filteredOn(Put::added).hasSize(1);
    assertThat(puts).extracting(Put::apk).containsOnly(puts.getFirst().apk());
    assertThat(read(sha256(bytes))).isEqualTo(bytes);
  }

  @Test
  void reader_duringPuts_seesAllBytesOrNone() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(2).nextBytes(bytes);
    String sha256 = sha256(bytes);
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 5; round++) {
        Future<Put> putting = pool.submit(() -> store().put(in(bytes), bytes.length));
        for (boolean seen = false; !seen; ) {
          seen = store().find(sha256).isPresent();
          if (seen) {
            assertThat(read(sha256)).isEqualTo(bytes);
          }
          seen |= putting.isDone();
        }
        assertThat(putting.get().added()).isTrue();
        assertThat(store().delete(sha256)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "../../../../etc/passwd",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
        "/3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      })
  void anythingButSha256_isRefused(String name) {
    assertThatThrownBy(() -> store().find(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().open(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().delete(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().derived(name, "a", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().putDerived(name, "a", BYTES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".hidden",
        "-option",
        "a/b",
        "../x",
        "a\\b",
        "a\nb",
        "a\u0000b",
        "ü",
        "0123456789012345678901234567890123456789012345678901234567890123x"
      })
  void badNameOfDerived_isRefused(String name) {
    assertThatThrownBy(() -> store().putDerived(EMPTY, name, BYTES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().derived(EMPTY, name, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void derived_isReplaced() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    assertThat(store().derived(sha256, "facts-1-1.json", 100)).isEmpty();

    store().putDerived(sha256, "facts-1-1.json", new byte[] {1});
    store().putDerived(sha256, "facts-1-1.json", new byte[] {2, 3});
    store().putDerived(sha256, "other", new byte[0]);

    assertThat(store().derived(sha256, "facts-1-1.json", 100)).contains(new byte[] {2, 3});
    assertThat(store().derived(sha256, "facts-1-1.json", 2)).contains(new byte[] {2, 3});
    assertThat(store().derived(sha256, "other", 0)).contains(new byte[0]);
    assertThatThrownBy(() -> store().derived(sha256, "facts-1-1.json", 1))
        .isInstanceOf(TooLargeException.class);
  }

  @Test
  void delete_removesApkAndDerived() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    store().putDerived(sha256, "facts", BYTES);
    byte[] other = {9};
    put(other);

    assertThat(store().delete(sha256)).isTrue();

    assertThat(store().find(sha256)).isEmpty();
    assertThat(store().open(sha256)).isEmpty();
    assertThat(store().derived(sha256, "facts", 100)).isEmpty();
    assertThat(store().delete(sha256)).isFalse();
    assertThat(all()).extracting(StoredApk::sha256).containsExactly(sha256(other));
    assertThat(put(BYTES).added()).isTrue();
  }

  @Test
  void forEach_visitsEachOnce() throws IOException {
    List<StoredApk> stored = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      stored.add(put(("sample " + i).getBytes(UTF_8)).apk());
    }

    assertThat(all()).containsExactlyInAnyOrderElementsOf(stored);
  }

  final Put put(byte[] bytes) throws IOException {
    return store().put(in(bytes), 1 << 20);
  }

  final List<StoredApk> all() throws IOException {
    List<StoredApk> all = new ArrayList<>();
    store().forEach(all::add);
    return all;
  }

  final byte[] read(String sha256) throws IOException {
    try (LocalFile file = store().open(sha256).orElseThrow()) {
      assertThat(file.path()).startsWith(store().folder());
      return Files.readAllBytes(file.path());
    }
  }

  static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives few bytes at a time, as a network does. */
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private int calls;

    Trickle(byte[] bytes) {
      this.in = in(bytes);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      calls++;
      return in.read(buffer, offset, Math.min(length, 1 + calls * 37 % 9_000));
    }
  }
}
