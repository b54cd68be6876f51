package io.unveil.ingest.intake;

import io.unveil.ingest.stream.Origin;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The regular files in one folder, not in those below it. A file is there once it has kept its
 * size, its time of modification and its identity for two seconds. Names that begin with a dot or
 * end with {@code .part} or {@code .tmp} are those of unfinished files and not looked at.
 */
final class FolderSource implements Source {
  /** How long a file must be unchanged. */
  static final Duration STABLE = Duration.ofSeconds(2);

  private final Path folder;
  private final int maxFiles;
  private Map<String, Seen> seen = new HashMap<>();

  /**
   * @param folder need not be there yet; a link to it is followed, those in it are not
   * @param maxFiles more files than this are an error
   */
  FolderSource(Path folder, int maxFiles) {
    this.folder = folder;
    this.maxFiles = maxFiles;
  }

  /** A state of a file, and since when it is so. */
  private record Seen(String version, long sinceNanos) {}

  @Override
  public String name() {
    return "intake-folder";
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void forEach(Consumer<Item> visitor) throws IOException {
    Map<String, Seen> now = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (unfinished(name)) {
          continue;
        }
        if (now.size() == maxFiles) {
          throw new IOException(
              folder + " has more than " + maxFiles + " files; move those away that were taken");
        }
        visit(file, name, now, visitor);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new IOException("there is no such folder; make it or remove ingest.watch", e);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    seen = now;
  }

  private void visit(Path file, String name, Map<String, Seen> now, Consumer<Item> visitor)
      throws IOException {
    Optional<BasicFileAttributes> found = attributes(file);
    if (found.isEmpty() || found.get().isDirectory()) {
      return;
    }
    BasicFileAttributes a = found.get();
    String version = version(a);
    Seen before = seen.get(name);
    Seen state =
        before != null && before.version().equals(version)
            ? before
            : new Seen(version, System.nanoTime());
    now.put(name, state);
    String refusal =
        a.isRegularFile() ? null : a.isSymbolicLink() ? "a symbolic link" : "no regular file";
    if (refusal != null || System.nanoTime() - state.sinceNanos() >= STABLE.toNanos()) {
      visitor.accept(
          new Item(name, version, a.size(), refusal, new Origin(Origin.Kind.FOLDER, name)));
    }
  }

  @Override
  public Optional<InputStream> open(Item item) throws IOException {
    Path file = folder.resolve(item.name());
    InputStream in;
    try {
      in =
          Channels.newInputStream(
              Files.newByteChannel(
                  file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    Unchanged bytes = new Unchanged(in, file, item);
    if (!bytes.unchanged()) {
      bytes.close();
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  @Override
  public void close() {}

  private static boolean unfinished(String name) {
    return name.startsWith(".") || name.endsWith(".part") || name.endsWith(".tmp");
  }

  /** The key of a file is its device and inode. */
  private static String version(BasicFileAttributes a) {
    return a.fileKey() + " " + a.lastModifiedTime() + " " + a.size();
  }

  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** The bytes of a file that at their end is still the one that was seen. */
  private static final class Unchanged extends FilterInputStream {
    private final Path file;
    private final Item item;
    private long read;

    Unchanged(InputStream in, Path file, Item item) {
      super(in);
      this.file = file;
      this.item = item;
    }

    boolean unchanged() throws IOException {
      return attributes(file).map(FolderSource::version).filter(item.version()::equals).isPresent();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      read += Math.max(0, n);
      if (read > item.sizeInBytes() || (n < 0 && (read != item.sizeInBytes() || !unchanged()))) {
        throw new SourceAwayException("the file changes while it is read");
      }
      return n;
    }
  }
}
