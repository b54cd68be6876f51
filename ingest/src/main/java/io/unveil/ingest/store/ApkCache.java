package io.unveil.ingest.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Local copies of stored APKs in one folder of bounded size, which several processes may share:
 * {@code apk/<sha256>} are the copies, {@code held/<process>/} further names of those that somebody
 * reads, {@code tmp/} what arrives. A copy that is thrown out stays readable under its held name. A
 * copy is handed out only after its bytes were compared with its name.
 */
final class ApkCache implements AutoCloseable {
  /** Fetches an APK into a file. */
  @FunctionalInterface
  interface Source {
    /** {@return false when there is none} */
    boolean fetch(FileChannel to) throws IOException;
  }

  /** File locks belong to a process, so its threads need one more. */
  private static final ReentrantLock CHANGING = new ReentrantLock();

  private final StoreFolder folder;
  private final StoreSpace space;
  private final CacheRoom room;
  private final CacheHolder holder;
  private final Path copies;
  private final Path tmp;

  private ApkCache(StoreFolder folder, StoreSpace space, CacheRoom room, CacheHolder holder) {
    this.folder = folder;
    this.space = space;
    this.room = room;
    this.holder = holder;
    this.copies = folder.root().resolve("apk");
    this.tmp = folder.root().resolve("tmp");
  }

  /**
   * Opens a cache, which is made when it is missing.
   *
   * @param maxBytes of all copies, those that arrive included
   * @param reserveBytes stay free on the disk
   */
  static ApkCache open(Path root, long maxBytes, long reserveBytes) throws IOException {
    StoreFolder folder = StoreFolder.open(root);
    for (String name : new String[] {"apk", "held", "tmp"}) {
      folder.make(folder.root().resolve(name));
    }
    StoreSpace space = new StoreSpace(folder.root(), reserveBytes);
    CacheHolder holder = locked(folder, space, () -> CacheHolder.open(folder));
    return new ApkCache(folder, space, new CacheRoom(folder.root(), maxBytes), holder);
  }

  Path root() {
    return folder.root();
  }

  StoreSpace space() {
    return space;
  }

  /** {@return a new file for what is not known yet; the caller deletes it} */
  Path temporary() {
    return StoreFolder.temporary(tmp);
  }

  FileChannel create(Path file) throws IOException {
    try {
      return folder.create(file);
    } catch (IOException e) {
      throw space.explained(e);
    }
  }

  /** {@return the copy of an APK, or empty when there is none or it turns out to be damaged} */
  Optional<ApkStore.LocalFile> open(String sha256) throws IOException {
    Path copy = copies.resolve(StoreNames.sha256(sha256));
    Path held = holder.name();
    try {
      Files.createLink(held, copy);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    boolean whole = false;
    try {
      whole = sha256.equals(FileBytes.sha256(held));
      if (whole) {
        Files.setLastModifiedTime(held, FileTime.from(Instant.now()));
        return Optional.of(new Held(held));
      }
      Files.deleteIfExists(copy);
      return Optional.empty();
    } finally {
      if (!whole) {
        Files.deleteIfExists(held);
      }
    }
  }

  /**
   * Fetches an APK, throwing out the copies that were read longest ago.
   *
   * @throws DamagedApkException when what came is something else
   * @throws StoreFullException when copies that are read, or arrive, leave no room
   */
  Optional<ApkStore.LocalFile> fetch(String sha256, long size, Source source) throws IOException {
    StoreNames.sha256(sha256);
    Path arriving = reserve(size);
    try (FileChannel channel = FileChannel.open(arriving, StandardOpenOption.WRITE)) {
      if (!source.fetch(channel)) {
        return Optional.empty();
      }
      String found = FileBytes.sha256(arriving);
      if (!found.equals(sha256)) {
        throw new DamagedApkException("the object of " + sha256, "has SHA-256 " + found);
      }
      Path held = holder.name();
      Files.createLink(held, arriving);
      folder.publish(arriving, copies.resolve(sha256));
      return Optional.of(new Held(held));
    } catch (IOException e) {
      throw space.explained(e);
    } finally {
      Files.deleteIfExists(arriving);
    }
  }

  /**
   * Keeps a {@link #temporary()} file, whose SHA-256 is known, as a copy if there is room; else
   * nothing happens.
   */
  void keep(String sha256, Path file) throws IOException {
    try {
      // It stands in the folder already and counts there.
      var _ =
          locked(
              folder,
              space,
              () ->
                  room.make(0) && folder.publish(file, copies.resolve(StoreNames.sha256(sha256))));
    } catch (StoreFullException _) {
      // It is stored; the copy would only have saved a way.
    }
  }

  /** Forgets a copy; who reads it may read on. */
  void delete(String sha256) throws IOException {
    Files.deleteIfExists(copies.resolve(StoreNames.sha256(sha256)));
  }

  @Override
  public void close() {
    holder.close();
  }

  /** {@return a new file that stands for {@code size} bytes although they are still to come} */
  private Path reserve(long size) throws IOException {
    Path file = tmp.resolve(CacheRoom.reserving(UUID.randomUUID().toString(), size));
    return locked(
        folder,
        space,
        () -> {
          if (!room.make(size)) {
            holder.removeDead();
            if (!room.make(size)) {
              throw new StoreFullException(
                  "no room in the cache %s: the APK of %d bytes does not fit beside those that are worked on; make store.cache larger"
                      .formatted(folder.root(), size));
            }
          }
          space.require(size);
          create(file).close();
          return file;
        });
  }

  /** What changes files under a lock. */
  @FunctionalInterface
  private interface Change<T> {
    T make() throws IOException;
  }

  private static <T> T locked(StoreFolder folder, StoreSpace space, Change<T> change)
      throws IOException {
    CHANGING.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.root().resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      return change.make();
    } catch (IOException e) {
      throw space.explained(e);
    } finally {
      CHANGING.unlock();
    }
  }

  private record Held(Path path) implements ApkStore.LocalFile {
    @Override
    public void close() {
      CacheHolder.release(path);
    }
  }
}
