package io.unveil.indexer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one index: {@code lock}, held while this is open; {@code lucene}, the index; {@code
 * open}, there from opening until a clean close, so that an unclean stop is noticed; and what was
 * moved aside; {@code snapshots}, copies of it. Nothing is ever deleted here.
 */
final class IndexFolder implements Closeable {
  private static final System.Logger LOG = System.getLogger(IndexFolder.class.getName());
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final FileChannel lockFile;
  private @Nullable String notice;

  private IndexFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /** Takes the folder for this process. */
  static IndexFolder lock(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file).isEmpty()) {
      file.close();
      throw new IndexUnavailableException(
          "The index in "
              + folder
              + " is open in another process: stop that one, or ask it over HTTP.",
          null);
    }
    return new IndexFolder(folder, file);
  }

  Path lucene() {
    return lucene(folder);
  }

  /** {@return where Lucene's files of the index in {@code folder} are} */
  static Path lucene(Path folder) {
    return folder.resolve("lucene");
  }

  Path path() {
    return folder;
  }

  /** {@return what happened to the former index, when it could not be used} */
  Optional<String> notice() {
    return Optional.ofNullable(notice);
  }

  /** Puts an index aside that is damaged or of another format; then marks the folder as in use. */
  void prepare() throws IOException {
    notice = null;
    Files.createDirectories(lucene());
    String unusable = unusable(lucene(), Files.exists(mark()));
    if (unusable != null) {
      moveAside(unusable);
    }
    if (!Files.exists(mark())) {
      Files.createFile(mark());
      IOUtils.fsync(folder, true);
    }
  }

  /** Everything is durable and nothing will be written any more. */
  void closedCleanly() throws IOException {
    Files.deleteIfExists(mark());
  }

  /** {@return a new name for a copy of the index} */
  Path snapshot() throws IOException {
    Path snapshots = folder.resolve("snapshots");
    Files.createDirectories(snapshots);
    return free("snapshots/" + STAMP.format(Clock.systemUTC().instant()));
  }

  /** Makes {@code fresh}, a synced folder beside it, the index; the former one is put aside. */
  void replace(Path fresh) throws IOException {
    if (Files.exists(lucene())) {
      Path aside = free("aside-" + STAMP.format(Clock.systemUTC().instant()));
      Files.move(lucene(), aside, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(fresh, lucene(), StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(folder, true);
    closedCleanly();
  }

  /** For an index that passed the checks and still could not be opened. */
  void moveAside(String reason) throws IOException {
    Path aside = free("aside-" + STAMP.format(Clock.systemUTC().instant()));
    Files.move(lucene(), aside, StandardCopyOption.ATOMIC_MOVE);
    Files.createDirectories(lucene());
    IOUtils.fsync(folder, true);
    notice =
        "The index in "
            + folder
            + " cannot be used ("
            + reason
            + "). It was moved to "
            + aside
            + " and is being rebuilt from the stream; delete the old one when it is not needed.";
    LOG.log(System.Logger.Level.WARNING, notice);
  }

  /** {@return whether {@code cause} says that files are wrong, not that the system is short} */
  static boolean saysDamaged(IOException cause) {
    return cause instanceof CorruptIndexException
        || cause instanceof IndexFormatTooOldException
        || cause instanceof IndexFormatTooNewException
        || cause instanceof EOFException
        || cause instanceof NoSuchFileException;
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  /**
   * {@return why the index in {@code lucene} cannot be used, null when it can or there is none}
   *
   * @param check whether every byte is read
   */
  static @Nullable String unusable(Path lucene, boolean check) throws IOException {
    try (FSDirectory directory = FSDirectory.open(lucene)) {
      if (!DirectoryReader.indexExists(directory)) {
        return hasSegments(lucene) ? "its list of segments is missing" : null;
      }
      String damage = check ? damage(directory) : null;
      if (damage != null) {
        return damage;
      }
      return IndexFormat.isCurrent(SegmentInfos.readLatestCommit(directory).getUserData())
          ? null
          : "it was written by another version";
    } catch (IOException e) {
      if (saysDamaged(e)) {
        return IndexUnavailableException.inOneLine(e);
      }
      throw e;
    }
  }

  /** After an unclean stop: reads every byte and compares the checksums. */
  private static @Nullable String damage(FSDirectory directory) throws IOException {
    try (CheckIndex check = new CheckIndex(directory)) {
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_CHECKSUM_CHECKS);
      check.setThreadCount(1);
      CheckIndex.Status status = check.checkIndex();
      return status.clean
          ? null
          : "damaged after an unclean stop: %d of %d segments are bad"
              .formatted(status.numBadSegments, status.numSegments);
    }
  }

  /** {@return whether there are parts of an index, without which there never was one} */
  static boolean hasSegments(Path lucene) {
    String[] names = lucene.toFile().list((_, name) -> name.startsWith("_"));
    return names != null && names.length > 0;
  }

  private Path free(String name) {
    Path path = folder.resolve(name);
    for (int i = 2; Files.exists(path); i++) {
      path = folder.resolve(name + "-" + i);
    }
    return path;
  }

  private Path mark() {
    return folder.resolve("open");
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }
}
