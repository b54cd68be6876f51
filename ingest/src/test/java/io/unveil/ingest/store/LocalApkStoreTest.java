package io.unveil.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unveil.ingest.store.ApkStore.Put;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalApkStoreTest extends ApkStoreContract {
  @TempDir private Path folder;
  private @Nullable LocalApkStore store;

  @Override
  LocalApkStore store() throws IOException {
    synchronized (this) {
      if (store == null) {
        store = LocalApkStore.open(root(), 0);
      }
      return store;
    }
  }

  @Override
  void damage(String sha256, byte[] bytes) throws IOException {
    Files.write(store().open(sha256).orElseThrow().path(), bytes);
  }

  @Override
  ApkStore full() throws IOException {
    return LocalApkStore.open(root(), Long.MAX_VALUE);
  }

  @Test
  void layout_isContentAddressed_readableByOwnerOnly() throws IOException {
    String sha256 = put(BYTES).apk().sha256();
    Path file = root().resolve("apk").resolve(sha256.substring(0, 2));

    assertThat(file.resolve(sha256.substring(2, 4)).resolve(sha256)).hasBinaryContent(BYTES);
    assertThat(store().open(sha256).orElseThrow().path())
        .isEqualTo(file.resolve(sha256.substring(2, 4)).resolve(sha256).toRealPath());
    assertThat(permissions(store().open(sha256).orElseThrow().path())).isEqualTo("rw-------");
    assertThat(permissions(root())).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rwx------");
  }

  @Test
  void reopened_hasWhatWasStored_withItsTime() throws IOException {
    StoredApk stored = put(BYTES).apk();
    LocalApkStore reopened = LocalApkStore.open(root(), 0);

    assertThat(reopened.find(stored.sha256())).contains(stored);
    Put again = reopened.put(in(BYTES), 100);
    assertThat(again).isEqualTo(new Put(stored, false));
  }

  @Test
  void everyPut_leavesNothingTemporary() throws IOException {
    put(BYTES);
    put(BYTES);
    store().putDerived(sha256(BYTES), "a", BYTES);
    assertThatThrownBy(() -> store().put(in(BYTES), 1)).isInstanceOf(TooLargeException.class);

    assertThat(temporary()).isEmpty();
  }

  @Test
  void leftoversOfTheDead_areRemovedAfterADay_freshAndForeignOnesStay() throws IOException {
    put(BYTES);
    Path old = leftover("old.tmp", Duration.ofHours(25));
    Path fresh = leftover("fresh.tmp", Duration.ofHours(23));
    Path foreign = leftover("notes.txt", Duration.ofDays(30));

    LocalApkStore reopened = LocalApkStore.open(root(), 0);

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(foreign).exists();
    assertThat(reopened.find(sha256(BYTES))).isPresent();
  }

  @Test
  void belowReserve_refusesBeforeReading() throws IOException {
    LocalApkStore full = LocalApkStore.open(root(), Long.MAX_VALUE);
    byte[] derived = {1};

    assertThatThrownBy(() -> full.put(in(BYTES), 100))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining(root().toRealPath().toString())
        .hasMessageContaining("free disk space");
    assertThatThrownBy(() -> full.putDerived(sha256(BYTES), "a", derived))
        .isInstanceOf(StoreFullException.class);
    assertThat(temporary()).isEmpty();
  }

  @Test
  void fullDisk_keepsNothing_andTakesAgainWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "SKIPPED: full disk, because mounting a tmpfs is not permitted here");
    try {
      LocalApkStore small = LocalApkStore.open(disk.resolve("store"), 0);
      byte[] bytes = new byte[700_000];
      small.put(in(bytes), bytes.length);
      byte[] more = new byte[800_000];

      assertThatThrownBy(() -> small.put(in(more), more.length))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("free disk space");
      assertThat(small.find(sha256(more))).isEmpty();
      assertThat(small.find(sha256(bytes))).isPresent();

      assertThat(small.delete(sha256(bytes))).isTrue();
      assertThat(small.put(in(more), more.length).added()).isTrue();
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void noInodes_isAFullStoreToo() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=12", "tmpfs", disk.toString()),
        "SKIPPED: no inodes, because mounting a tmpfs is not permitted here");
    try {
      LocalApkStore small = LocalApkStore.open(disk.resolve("store"), 0);

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 12; i++) {
                  small.put(in(new byte[i]), 100);
                }
              })
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("No space left on device");
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void foreignFiles_areNotVisited() throws IOException {
    StoredApk stored = put(BYTES).apk();
    Path inner = parent(store().open(stored.sha256()).orElseThrow().path());
    Files.write(inner.resolve("README"), BYTES);
    Files.write(inner.resolve("0".repeat(64)), BYTES);
    String linked = stored.sha256().substring(0, 4) + "0".repeat(60);
    Files.createSymbolicLink(inner.resolve(linked), inner.resolve(stored.sha256()));
    Files.write(root().resolve("apk").resolve("lost+found"), BYTES);
    Files.createDirectories(root().resolve("apk").resolve("zz").resolve("not ours"));

    assertThat(all()).containsExactly(stored);
  }

  @Test
  void links_areNotFollowed() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside").resolve("34"));
    String sha256 = "1234" + "0".repeat(60);
    Path secret = Files.write(outside.resolve(sha256), BYTES);
    store();
    Files.createSymbolicLink(root().resolve("apk").resolve("12"), parent(outside));
    Files.createSymbolicLink(root().resolve("derived").resolve("12"), parent(outside));
    Files.createDirectories(root().resolve("apk").resolve("aa").resolve("bb"));
    String link = "aabb" + "0".repeat(60);
    Files.createSymbolicLink(
        root().resolve("apk").resolve("aa").resolve("bb").resolve(link), secret);

    assertThatThrownBy(() -> store().open(sha256)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store().find(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("remove it");
    assertThatThrownBy(() -> store().delete(sha256)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store().putDerived(sha256, "a", BYTES))
        .isInstanceOf(IOException.class);
    assertThat(all()).isEmpty();
    assertThat(secret).hasBinaryContent(BYTES);
    try (Stream<Path> files = Files.list(outside)) {
      assertThat(files).containsExactly(secret);
    }
  }

  @Test
  void rename_withoutHardLinks_neverReplaces() throws IOException {
    StoreFolder plain = StoreFolder.open(root());
    Path first = Files.write(root().resolve("first"), BYTES);
    Path second = Files.write(root().resolve("second"), new byte[1]);
    Path name = plain.root().resolve("name");

    assertThat(plain.rename(first, name)).isTrue();
    assertThat(plain.rename(second, name)).isFalse();
    assertThat(name).hasBinaryContent(BYTES);
  }

  @Test
  void randomPutsFindsAndDeletes_agreeWithAMap() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    boolean[] stored = new boolean[20];
    for (int step = 0; step < 400; step++) {
      int which = random.nextInt(stored.length);
      byte[] bytes = new byte[which];
      if (random.nextInt(3) == 0) {
        assertThat(store().delete(sha256(bytes))).isEqualTo(stored[which]);
        stored[which] = false;
      } else {
        assertThat(put(bytes).added()).isEqualTo(!stored[which]);
        stored[which] = true;
      }
      assertThat(store().find(sha256(bytes)).isPresent()).isEqualTo(stored[which]);
    }
  }

  private Path root() {
    return folder.resolve("store");
  }

  private Path leftover(String name, Duration age) throws IOException {
    Path file = Files.write(root().resolve("tmp").resolve(name), new byte[100]);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private Path[] temporary() throws IOException {
    try (Stream<Path> files = Files.list(root().resolve("tmp"))) {
      return files.toArray(Path[]::new);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new AssertionError(path);
    }
    return parent;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
    } catch (IOException _) {
      return false;
    }
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
