package io.unveil.ingest.store;

import io.unveil.ingest.s3.ObjectStoreException;
import io.unveil.ingest.s3.S3Body;
import io.unveil.ingest.s3.S3Objects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store in a bucket: {@code apk/<sha256>} and {@code derived/<sha256>/<name>} below a prefix. An
 * upload is spooled to the local cache while it is hashed, then written in one request that carries
 * its SHA-256, and accepted when the service has confirmed that. Bytes to work on are copied whole
 * to the cache. The service's time of writing is when an APK was stored first.
 */
public final class S3ApkStore implements ApkStore, AutoCloseable {
  private static final int FETCH_ATTEMPTS = 3;

  private final S3Objects objects;
  private final ApkCache cache;

  private S3ApkStore(S3Objects objects, ApkCache cache) {
    this.objects = objects;
    this.cache = cache;
  }

  /**
   * Opens a store; the service need not be there yet.
   *
   * @param objects closed with the store
   * @param cache folder for local copies and uploads; several processes may share it
   * @param cacheBytes most that copies take; a larger APK cannot be worked on
   * @param reserveBytes refuse uploads and copies when less than this would be left on the disk
   */
  public static S3ApkStore open(S3Objects objects, Path cache, long cacheBytes, long reserveBytes)
      throws IOException {
    return new S3ApkStore(objects, ApkCache.open(cache, cacheBytes, reserveBytes));
  }

  @Override
  public Put put(InputStream bytes, long maxBytes) throws IOException {
    cache.space().require(0);
    Path file = cache.temporary();
    try {
      FileBytes.Written written;
      try (FileChannel channel = cache.create(file)) {
        written =
            FileBytes.copy(bytes, Math.min(maxBytes, S3Objects.MAX_BYTES), channel, cache.space());
      }
      Put put = asStore(() -> publish(written, file));
      cache.keep(written.sha256(), file);
      return put;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Put publish(FileBytes.Written written, Path file) throws IOException {
    String sha256 = written.sha256();
    boolean added = false;
    Optional<S3Objects.Found> found = objects.find(apk(sha256));
    if (found.isEmpty()) {
      added = add(written, file);
      found = objects.find(apk(sha256));
    }
    S3Objects.Found stored =
        found.orElseThrow(() -> new IOException(place(sha256) + " was deleted meanwhile"));
    try {
      insistOnSame(written, stored);
    } catch (DamagedApkException e) {
      if (added) {
        // It is ours, of this moment; left there it would be in the way of the right bytes.
        objects.delete(apk(sha256));
      }
      throw e;
    }
    return new Put(stored(sha256, stored), added);
  }

  /** An upload whose end is unknown may have arrived, or another's may. */
  private boolean add(FileBytes.Written written, Path file) throws IOException {
    String name = apk(written.sha256());
    try {
      return objects.add(name, file, written.sizeInBytes(), written.sha256());
    } catch (ObjectStoreException e) {
      if (e.kind() == ObjectStoreException.Kind.UNAVAILABLE
          && objects.find(name).map(S3Objects.Found::sha256).stream()
              .anyMatch(written.sha256()::equals)) {
        return false;
      }
      throw e;
    }
  }

  private void insistOnSame(FileBytes.Written written, S3Objects.Found stored)
      throws DamagedApkException {
    if (stored.sizeInBytes() != written.sizeInBytes()) {
      throw new DamagedApkException(
          place(written.sha256()),
          "has %d bytes but should have %d".formatted(stored.sizeInBytes(), written.sizeInBytes()));
    }
    if (stored.sha256() != null && !written.sha256().equals(stored.sha256())) {
      throw new DamagedApkException(place(written.sha256()), "has SHA-256 " + stored.sha256());
    }
  }

  @Override
  public Optional<StoredApk> find(String sha256) throws IOException {
    String name = apk(sha256);
    return asStore(() -> objects.find(name)).map(found -> stored(sha256, found));
  }

  @Override
  public Optional<LocalFile> open(String sha256) throws IOException {
    String name = apk(sha256);
    // Asked first: what was deleted by another process is not handed out of the cache.
    Optional<S3Objects.Found> found = asStore(() -> objects.find(name));
    if (found.isEmpty()) {
      cache.delete(sha256);
      return Optional.empty();
    }
    Optional<LocalFile> copy = cache.open(sha256);
    if (copy.isPresent()) {
      return copy;
    }
    return asStore(() -> fetch(sha256, found.get().sizeInBytes()));
  }

  private Optional<LocalFile> fetch(String sha256, long size) throws IOException {
    boolean wasDamaged = false;
    for (int attempt = 1; ; attempt++) {
      try {
        return cache.fetch(sha256, size, to -> copy(sha256, size, to));
      } catch (ObjectStoreException e) {
        if (attempt == FETCH_ATTEMPTS || e.kind() != ObjectStoreException.Kind.UNAVAILABLE) {
          throw e;
        }
      } catch (DamagedApkException e) {
        // Perhaps on the way: only what comes twice is what is stored.
        if (wasDamaged) {
          throw e;
        }
        wasDamaged = true;
      }
    }
  }

  private boolean copy(String sha256, long size, FileChannel to) throws IOException {
    Optional<S3Body> body = objects.read(apk(sha256));
    if (body.isEmpty()) {
      return false;
    }
    try (S3Body in = body.get()) {
      if (in.sizeInBytes() != size) {
        throw new DamagedApkException(
            place(sha256), "has %d bytes, then %d".formatted(size, in.sizeInBytes()));
      }
      FileBytes.copy(in, size, to, cache.space());
      return true;
    }
  }

  @Override
  public Path folder() {
    return cache.root();
  }

  @Override
  public void putDerived(String sha256, String name, byte[] bytes) throws IOException {
    String key = derivedPrefix(sha256) + StoreNames.derived(name);
    asStore(() -> {
      objects.replace(key, bytes);
      return true;
    });
  }

  @Override
  public Optional<byte[]> derived(String sha256, String name, long maxBytes) throws IOException {
    String key = derivedPrefix(sha256) + StoreNames.derived(name);
    int most = Math.toIntExact(Math.min(maxBytes, Integer.MAX_VALUE - 16L));
    return asStore(() -> {
      Optional<S3Body> body = objects.read(key);
      if (body.isEmpty()) {
        return Optional.empty();
      }
      try (S3Body in = body.get()) {
        if (in.sizeInBytes() > most) {
          throw new TooLargeException("derived file " + name, maxBytes);
        }
        return Optional.of(in.readAllBytes());
      }
    });
  }

  @Override
  public void forEach(Consumer<StoredApk> visitor) throws IOException {
    asStore(() -> {
      objects.forEach(
          "apk/",
          found -> {
            String sha256 = found.name().substring("apk/".length());
            if (StoreNames.isSha256(sha256)) {
              visitor.accept(stored(sha256, found));
            }
          });
      return true;
    });
  }

  @Override
  public boolean delete(String sha256) throws IOException {
    String name = apk(sha256);
    return asStore(() -> {
      // What is derived goes first: an interrupted deletion is then still seen and done again.
      List<String> derived = new ArrayList<>();
      objects.forEach(derivedPrefix(sha256), found -> derived.add(found.name()));
      for (String each : derived) {
        objects.delete(each);
      }
      boolean hadApk = objects.find(name).isPresent();
      objects.delete(name);
      cache.delete(sha256);
      return hadApk || !derived.isEmpty();
    });
  }

  @Override
  public void close() {
    cache.close();
    objects.close();
  }

  /** Something that asks the service. */
  @FunctionalInterface
  private interface Call<T> {
    T make() throws IOException;
  }

  private static <T> T asStore(Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (ObjectStoreException e) {
      String message = String.valueOf(e.getMessage());
      throw switch (e.kind()) {
        case FULL -> new StoreFullException(message);
        case UNAVAILABLE -> new StoreUnavailableException(message, e);
        case REFUSED -> e;
      };
    }
  }

  private String place(String sha256) {
    return objects.location() + apk(sha256);
  }

  private static String apk(String sha256) {
    return "apk/" + StoreNames.sha256(sha256);
  }

  private static String derivedPrefix(String sha256) {
    return "derived/" + StoreNames.sha256(sha256) + "/";
  }

  private static StoredApk stored(String sha256, S3Objects.Found found) {
    return new StoredApk(sha256, found.sizeInBytes(), found.modified());
  }
}
