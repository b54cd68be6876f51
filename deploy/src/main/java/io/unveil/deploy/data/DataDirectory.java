package io.unveil.deploy.data;

import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One folder with everything that {@code unveil serve} keeps. Samples and reports name people, so
 * only its owner may enter a folder that we make. One process at a time owns it, by a lock that
 * ends with the process however it ends; others find that process through {@code server.json}.
 */
public final class DataDirectory {
  private static final String LOCK = "lock";
  private static final String SERVER = "server.json";

  /** Longest {@code server.json} or lock file that is read. */
  private static final int MAX_FILE_BYTES = 64 << 10;

  /**
   * The byte that is locked: far behind the text, because some systems let nobody read what is
   * locked.
   */
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path path;

  private DataDirectory(Path path) {
    this.path = path;
  }

  /** {@return the data folder at {@code path}, which need not exist yet} */
  public static DataDirectory at(Path path) {
    return new DataDirectory(path.toAbsolutePath().normalize());
  }

  /** {@return where it is, absolute} */
  public Path path() {
    return path;
  }

  /**
   * Makes the folder when it is absent and takes it for this process.
   *
   * @throws DataLockedException when another process has it
   * @throws IOException when the folder cannot be made or written to
   */
  public Lock lock() throws IOException, DataLockedException {
    create();
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw new DataLockedException(path, holder());
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new Lock(channel);
    } catch (OverlappingFileLockException _) {
      channel.close();
      throw new DataLockedException(path, ProcessHandle.current().pid());
    } catch (IOException | DataLockedException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * {@return what {@code server.json} says, empty when there is none or it is not readable as one};
   * it is stale when its process is gone
   */
  public Optional<ServerFile> server() {
    try {
      Path file = path.resolve(SERVER);
      byte[] json = head(file);
      return Optional.of(StrictJson.read(SERVER, json, ServerFile.class));
    } catch (IOException | BadDataException _) {
      return Optional.empty();
    }
  }

  /** Writes {@code server.json}; readers see the old one or the new one, whole. */
  public void publish(ServerFile server) throws IOException {
    Path fresh = path.resolve(SERVER + "." + ProcessHandle.current().pid());
    byte[] json = StrictJson.mapper().build().writeValueAsBytes(server);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(json);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        fresh,
        path.resolve(SERVER),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes {@code server.json}; only for the process that has the lock. */
  public void withdraw() throws IOException {
    Files.deleteIfExists(path.resolve(SERVER));
  }

  private void create() throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(path.toString());
    }
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(path, ownerOnly);
  }

  private @Nullable Long holder() {
    try {
      return Long.valueOf(new String(head(path.resolve(LOCK)), StandardCharsets.US_ASCII).strip());
    } catch (IOException | NumberFormatException _) {
      return null;
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_FILE_BYTES);
    }
  }

  /** The folder belongs to this process until this is closed. */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
