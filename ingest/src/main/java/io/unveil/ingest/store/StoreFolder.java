package io.unveil.ingest.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of our own, with the file operations that durability needs. Only the owner may read it;
 * links below it are never followed.
 */
final class StoreFolder {
  private static final Set<PosixFilePermission> FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> FOLDER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** Letters in the name of a folder that is made once and never removed. */
  private static final int DIGITS = 2;

  private final Path root;
  private final boolean posix;
  private final ReentrantLock renaming = new ReentrantLock();

  /**
   * Folders of two digits, at most 65,792 of each kind, and those around them, whose names this
   * process has synced. Nobody removes those, so that their names need no second sync; one that was
   * removed by hand is made anew by {@link #make}, and then synced again.
   */
  private final Set<Path> namesSynced = ConcurrentHashMap.newKeySet();

  private StoreFolder(Path root, boolean posix) {
    this.root = root;
    this.posix = posix;
  }

  /** Makes the folder when it is missing; a link to it is followed once, here. */
  static StoreFolder open(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    boolean posix =
        Files.getFileStore(parent == null ? folder : parent)
            .supportsFileAttributeView(PosixFileAttributeView.class);
    if (!Files.exists(folder)) {
      makeFolder(folder, posix);
    }
    Path root = folder.toRealPath();
    StoreFolder opened = new StoreFolder(root, posix);
    Path above = root.getParent();
    if (above != null) {
      opened.sync(above);
    }
    return opened;
  }

  Path root() {
    return root;
  }

  /** Makes {@code folder} and what is missing above it, below the root. */
  void make(Path folder) throws IOException {
    if (folder.equals(root)) {
      return;
    }
    make(above(folder));
    if (attributes(folder).isEmpty()) {
      namesSynced.remove(folder);
      makeFolder(folder, posix);
    }
    mustBeFolder(folder);
  }

  /** {@return a new empty file, writable by its owner only} */
  FileChannel create(Path file) throws IOException {
    FileAttribute<?>[] permissions =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
            : new FileAttribute<?>[0];
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions);
  }

  /** {@return a name in {@code folder} that nobody else uses} */
  static Path temporary(Path folder) {
    return folder.resolve(UUID.randomUUID() + ".tmp");
  }

  /**
   * Gives a synced file its final name, unless that is taken; then it is left as it was, with its
   * time. On a file system without hard links two processes may both succeed, with the same bytes.
   *
   * @return whether the name was free
   */
  boolean publish(Path file, Path name) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (StoreSpace.isFull(e)) {
        throw e;
      }
      return rename(file, name);
    }
  }

  /** The same for file systems without hard links. */
  boolean rename(Path file, Path name) throws IOException {
    renaming.lock();
    try {
      if (attributes(name).isPresent()) {
        return false;
      }
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      renaming.unlock();
    }
  }

  /** Syncs the names in {@code folder}, and those of the folders up to it, down from the root. */
  void syncUp(Path folder) throws IOException {
    sync(folder);
    for (Path each = folder; !each.equals(root); each = above(each)) {
      if (!namesSynced.contains(each)) {
        sync(above(each));
        if (each.getFileName().toString().length() == DIGITS || above(each).equals(root)) {
          namesSynced.add(each);
        }
      }
    }
  }

  /**
   * {@return size and time of a regular file, or empty when there is none}
   *
   * @throws IOException also when something else has this name, or a link leads to it
   */
  Optional<BasicFileAttributes> regularFile(Path file) throws IOException {
    if (!hasFolder(above(file))) {
      return Optional.empty();
    }
    Optional<BasicFileAttributes> found = attributes(file);
    if (found.isPresent() && !found.get().isRegularFile()) {
      throw new IOException(
          file + " is no regular file, so it was not put there by the store; remove it");
    }
    return found;
  }

  /**
   * {@return whether there is such a folder}
   *
   * @throws IOException also when it, or one above it, is something else, such as a link
   */
  boolean hasFolder(Path folder) throws IOException {
    if (folder.equals(root)) {
      return true;
    }
    if (!hasFolder(above(folder)) || attributes(folder).isEmpty()) {
      return false;
    }
    mustBeFolder(folder);
    return true;
  }

  /** {@return attributes of the name itself, or empty when there is none} */
  static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private void sync(Path folder) throws IOException {
    // Elsewhere a folder cannot be opened, and its names are durable with the file.
    if (posix) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void makeFolder(Path folder, boolean posix) throws IOException {
    try {
      if (posix) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException _) {
      // Another thread or process was quicker; the caller looks at what is there.
    }
  }

  private static void mustBeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          folder + " is no folder, so it was not put there by the store; remove it");
    }
  }

  private static Path above(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("outside the store");
    }
    return parent;
  }
}
