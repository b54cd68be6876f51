package io.unveil.unpacker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one APK, mapped read-only or held in memory. Nothing else reads the file, so all
 * parts see the same bytes. Confined to one thread at a time; closing it makes every segment of it
 * unusable.
 */
public final class ApkBytes implements AutoCloseable {
  private static final int HASH_STEP_BYTES = 1 << 30;

  private final MemorySegment segment;
  private final @Nullable Arena arena;
  private @Nullable String sha256;

  private ApkBytes(MemorySegment segment, @Nullable Arena arena) {
    this.segment = segment;
    this.arena = arena;
  }

  /**
   * Maps a file read-only.
   *
   * @throws IOException when there is no such file, it is a folder, or it may not be read; the
   *     message says which
   * @throws MalformedApkException when the file is empty or larger than {@link
   *     Limits#maxFileBytes()}
   */
  public static ApkBytes map(Path file, Limits limits) throws IOException, MalformedApkException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not an APK file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw new MalformedApkException(0, "the file is empty");
      }
      if (size > limits.maxFileBytes()) {
        throw new MalformedApkException(
            limits.maxFileBytes(),
            "the file has " + size + " bytes, more than the limit of " + limits.maxFileBytes(),
            limits.hit("max-file-bytes", ""));
      }
      return mapped(channel, size);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read: access denied", e);
    }
  }

  /**
   * Maps a file whose hash the caller has computed already, so that it is not read twice.
   *
   * @param sha256 SHA-256 of the file's bytes, 64 lower-case hex digits; taken as it is
   * @throws IOException as {@link #map(Path, Limits)}
   * @throws MalformedApkException as {@link #map(Path, Limits)}
   */
  public static ApkBytes map(Path file, Limits limits, String sha256)
      throws IOException, MalformedApkException {
    ApkBytes bytes = map(file, limits);
    bytes.sha256 = sha256;
    return bytes;
  }

  @SuppressWarnings(
      "MustBeClosedChecker") // the arena lives as long as the ApkBytes, whose close() ends it
  private static ApkBytes mapped(FileChannel channel, long size) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new ApkBytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** {@return a view of {@code bytes}, which must not change afterwards} */
  public static ApkBytes of(byte[] bytes) {
    return new ApkBytes(MemorySegment.ofArray(bytes).asReadOnly(), null);
  }

  /** {@return a view of memory that must stay alive and unchanged as long as the view is used} */
  public static ApkBytes of(MemorySegment segment) {
    return new ApkBytes(segment.asReadOnly(), null);
  }

  /** {@return all bytes; read-only} */
  public MemorySegment segment() {
    return segment;
  }

  /** {@return size in bytes} */
  public long size() {
    return segment.byteSize();
  }

  /** {@return SHA-256 of all bytes, 64 lower-case hex digits; computed on the first call} */
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = HexFormat.of().formatHex(digest());
      sha256 = known;
    }
    return known;
  }

  private byte[] digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (long at = 0; at < size(); at += HASH_STEP_BYTES) {
        digest.update(segment.asSlice(at, Math.min(HASH_STEP_BYTES, size() - at)).asByteBuffer());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    if (arena != null && arena.scope().isAlive()) {
      arena.close();
    }
  }
}
