package io.unveil.ingest.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The room on the store's disk. */
final class StoreSpace {
  private final Path root;
  private final FileStore disk;
  private final long reserveBytes;

  StoreSpace(Path root, long reserveBytes) throws IOException {
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("negative reserve: " + reserveBytes);
    }
    this.root = root;
    this.disk = Files.getFileStore(root);
    this.reserveBytes = reserveBytes;
  }

  /**
   * Insists on room for {@code bytes} more above the reserve.
   *
   * @throws StoreFullException when there is none
   */
  void require(long bytes) throws IOException {
    long usable = disk.getUsableSpace();
    if (usable - bytes < reserveBytes) {
      throw new StoreFullException(
          "no room in the store %s: %d bytes left, %d kept in reserve; free disk space or move the store"
              .formatted(root, usable, reserveBytes));
    }
  }

  /** {@return what to throw for a failure to write, which is a {@link StoreFullException} if so} */
  IOException explained(IOException e) {
    return e instanceof StoreFullException || !isFull(e)
        ? e
        : new StoreFullException(
            "no room in the store %s: %s; free disk space or inodes, or move the store"
                .formatted(root, e.getMessage()));
  }

  /** The JDK has no type for ENOSPC and EDQUOT, only the system's words. */
  static boolean isFull(Throwable e) {
    String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return words.contains("no space left") || words.contains("quota exceeded");
  }
}
