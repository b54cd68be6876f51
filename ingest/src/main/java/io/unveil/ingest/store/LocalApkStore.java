package io.unveil.ingest.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store in one folder: {@code apk/ab/cd/<sha256>}, {@code derived/ab/cd/<sha256>/<name>} and
 * {@code tmp/}, all on one file system. A file appears under its final name only when its bytes are
 * complete and synced; the name itself is synced before anyone is told. Its modification time is
 * when it was stored first.
 */
public final class LocalApkStore implements ApkStore {
  /** How much of the disk is left free unless said otherwise. */
  public static final long DEFAULT_RESERVE_BYTES = 1L << 30;

  private static final Duration LEFTOVER = Duration.ofDays(1);
  private static final int DELETE_ATTEMPTS = 5;

  private final StoreFolder folder;
  private final StoreSpace space;
  private final Path apks;
  private final Path derived;
  private final Path tmp;

  private LocalApkStore(StoreFolder folder, long reserveBytes) throws IOException {
    this.folder = folder;
    this.space = new StoreSpace(folder.root(), reserveBytes);
    this.apks = folder.root().resolve("apk");
    this.derived = folder.root().resolve("derived");
    this.tmp = folder.root().resolve("tmp");
  }

  /**
   * Opens a store, which is made when it is missing, and removes what processes that died more than
   * a day ago left half written.
   *
   * @param root for the store alone; several processes may share it
   * @param reserveBytes refuse to store when less than this would be left on the disk
   */
  public static LocalApkStore open(Path root, long reserveBytes) throws IOException {
    LocalApkStore store = new LocalApkStore(StoreFolder.open(root), reserveBytes);
    store.folder.make(store.apks);
    store.folder.make(store.derived);
    store.folder.make(store.tmp);
    store.folder.syncUp(store.tmp);
    store.removeLeftovers(Instant.now().minus(LEFTOVER));
    return store;
  }

  @Override
  public Put put(InputStream bytes, long maxBytes) throws IOException {
    space.require(0);
    Path file = StoreFolder.temporary(tmp);
    try (FileChannel channel = create(file)) {
      FileBytes.Written written = FileBytes.copy(bytes, maxBytes, channel, space);
      try {
        return publish(written.sha256(), written.sizeInBytes(), file, channel);
      } catch (IOException e) {
        throw space.explained(e);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public Optional<StoredApk> find(String sha256) throws IOException {
    return folder.regularFile(apk(sha256)).map(file -> stored(sha256, file));
  }

  @Override
  public Optional<LocalFile> open(String sha256) throws IOException {
    Path file = apk(sha256);
    return folder.regularFile(file).map(_ -> new StoredFile(file));
  }

  @Override
  public Path folder() {
    return apks;
  }

  /** Stays until the APK is deleted, whoever reads it. */
  private record StoredFile(Path path) implements LocalFile {
    @Override
    public void close() {}
  }

  @Override
  public void putDerived(String sha256, String name, byte[] bytes) throws IOException {
    Path target = derivedFolder(sha256).resolve(StoreNames.derived(name));
    space.require(bytes.length);
    Path file = StoreFolder.temporary(tmp);
    try (FileChannel channel = create(file)) {
      FileBytes.write(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
      folder.make(derivedFolder(sha256));
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      folder.syncUp(derivedFolder(sha256));
    } catch (IOException e) {
      throw space.explained(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public Optional<byte[]> derived(String sha256, String name, long maxBytes) throws IOException {
    Path file = derivedFolder(sha256).resolve(StoreNames.derived(name));
    if (folder.regularFile(file).isEmpty()) {
      return Optional.empty();
    }
    int most = Math.toIntExact(Math.min(maxBytes, Integer.MAX_VALUE - 16L));
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new TooLargeException("derived file " + name, maxBytes);
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public void forEach(Consumer<StoredApk> visitor) throws IOException {
    try (DirectoryStream<Path> first = Files.newDirectoryStream(apks, LocalApkStore::isOurFolder)) {
      for (Path outer : first) {
        try (DirectoryStream<Path> second =
            Files.newDirectoryStream(outer, LocalApkStore::isOurFolder)) {
          for (Path inner : second) {
            visit(inner, visitor);
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  @Override
  public boolean delete(String sha256) throws IOException {
    // What is derived goes first: an interrupted deletion is then still seen and done again.
    boolean hadDerived = deleteDerived(derivedFolder(sha256));
    Path file = apk(sha256);
    boolean hadApk = folder.regularFile(file).isPresent() && Files.deleteIfExists(file);
    if (hadApk) {
      folder.syncUp(parent(file));
    }
    return hadApk || hadDerived;
  }

  private Put publish(String sha256, long size, Path file, FileChannel channel) throws IOException {
    Path target = apk(sha256);
    folder.make(parent(target));
    boolean added = false;
    if (folder.regularFile(target).isEmpty()) {
      channel.force(true);
      added = folder.publish(file, target);
    }
    // Also for a known file: whoever made it may not have come to this line yet.
    folder.syncUp(parent(target));
    StoredApk stored =
        find(sha256).orElseThrow(() -> new IOException(target + " was deleted meanwhile"));
    if (stored.sizeInBytes() != size) {
      throw new DamagedApkException(
          target.toString(),
          "has %d bytes but should have %d".formatted(stored.sizeInBytes(), size));
    }
    return new Put(stored, added);
  }

  private FileChannel create(Path file) throws IOException {
    try {
      return folder.create(file);
    } catch (IOException e) {
      throw space.explained(e);
    }
  }

  private static boolean isOurFolder(Path path) {
    return path.getFileName().toString().length() == 2
        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void visit(Path inner, Consumer<StoredApk> visitor) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(inner)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (StoreNames.isSha256(name) && file.equals(apk(name))) {
          StoreFolder.attributes(file)
              .filter(BasicFileAttributes::isRegularFile)
              .ifPresent(found -> visitor.accept(stored(name, found)));
        }
      }
    }
  }

  private boolean deleteDerived(Path of) throws IOException {
    boolean had = false;
    for (int attempt = 1; folder.hasFolder(of); attempt++) {
      had = true;
      try (DirectoryStream<Path> files = Files.newDirectoryStream(of)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      try {
        Files.deleteIfExists(of);
        folder.syncUp(parent(of));
      } catch (DirectoryNotEmptyException e) {
        // A worker that was not told yet stored something meanwhile.
        if (attempt == DELETE_ATTEMPTS) {
          throw e;
        }
      }
    }
    return had;
  }

  private void removeLeftovers(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(tmp, "*.tmp")) {
      for (Path file : files) {
        Optional<BasicFileAttributes> found = StoreFolder.attributes(file);
        if (found.isPresent()
            && found.get().isRegularFile()
            && found.get().lastModifiedTime().toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private Path apk(String sha256) {
    return below(apks, sha256);
  }

  private Path derivedFolder(String sha256) {
    return below(derived, sha256);
  }

  private static Path below(Path kind, String sha256) {
    StoreNames.sha256(sha256);
    return kind.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalStateException("no folder above " + file);
    }
    return parent;
  }

  private static StoredApk stored(String sha256, BasicFileAttributes file) {
    return new StoredApk(sha256, file.size(), file.lastModifiedTime().toInstant());
  }
}
