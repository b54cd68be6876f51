package io.unveil.ingest.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a cache, with a folder for the names of what it reads and a lock that ends with the
 * process, so that others can tidy up after it.
 */
final class CacheHolder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(CacheHolder.class.getName());
  private static final String LOCK = ".lock";

  /** Closing any channel to a locked file would free the lock, so our own are not looked at. */
  private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  private final Path all;
  private final Path folder;
  private final FileChannel lock;

  private CacheHolder(Path all, Path folder, FileChannel lock) {
    this.all = all;
    this.folder = folder;
    this.lock = lock;
  }

  /** Called under the cache's lock. */
  static CacheHolder open(StoreFolder cache) throws IOException {
    Path all = cache.root().resolve("held");
    String name = UUID.randomUUID().toString();
    OURS.add(name);
    FileChannel lock = cache.create(all.resolve(name + LOCK));
    FileLock _ = lock.lock();
    cache.make(all.resolve(name));
    CacheHolder holder = new CacheHolder(all, all.resolve(name), lock);
    holder.removeDead();
    return holder;
  }

  /** {@return a new name for something that is to be read} */
  Path name() {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /** Frees what is read no more. */
  static void release(Path held) {
    try {
      Files.deleteIfExists(held);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot remove {0}: {1}", held, e.getMessage());
    }
  }

  /** Frees what processes read that are gone. Called under the cache's lock. */
  void removeDead() throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(all, "*" + LOCK)) {
      for (Path each : locks) {
        String file = String.valueOf(each.getFileName());
        String name = file.substring(0, file.length() - LOCK.length());
        if (!OURS.contains(name)) {
          removeIfDead(each, all.resolve(name));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void removeIfDead(Path lockFile, Path names) throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        @Nullable FileLock free = channel.tryLock()) {
      if (free != null) {
        remove(names);
        Files.deleteIfExists(lockFile);
      }
    } catch (NoSuchFileException _) {
      // Another process was quicker.
    }
  }

  private static void remove(Path names) throws IOException {
    if (!Files.isDirectory(names, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(names)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(names);
  }

  @Override
  public void close() {
    try {
      remove(folder);
      lock.close();
      Files.deleteIfExists(all.resolve(folder.getFileName() + LOCK));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot leave the cache {0}: {1}", all, e.getMessage());
    } finally {
      OURS.remove(String.valueOf(folder.getFileName()));
    }
  }
}
