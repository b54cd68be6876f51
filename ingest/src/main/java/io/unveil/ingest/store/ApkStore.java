package io.unveil.ingest.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * APKs by their SHA-256, each stored once (the claim check of the stream). What {@link #put} has
 * returned survives the end of the process and of the machine. Safe for many threads and processes
 * at once. Every {@code sha256} is 64 lower-case hex digits; anything else is an {@link
 * IllegalArgumentException} before a file system is touched.
 */
public interface ApkStore {
  /**
   * One stored APK.
   *
   * @param sha256 SHA-256 of the bytes, lower-case hex
   * @param sizeInBytes how many bytes
   * @param firstStored when they were stored first, never changed by storing them again
   */
  record StoredApk(String sha256, long sizeInBytes, Instant firstStored) {}

  /**
   * The result of storing.
   *
   * @param apk what is stored now
   * @param added false when the same bytes were there before
   */
  record Put(StoredApk apk, boolean added) {}

  /** A file with an APK's bytes that is there until it is closed, to be read only. */
  interface LocalFile extends AutoCloseable {
    /** {@return where it is} */
    Path path();

    /** Says that nobody reads it any more. */
    @Override
    void close();
  }

  /**
   * Stores bytes, hashing while they stream, and returns when they are durable.
   *
   * @param bytes read to the end, not closed
   * @param maxBytes more than this is refused, without keeping anything
   * @throws TooLargeException when there are more than {@code maxBytes}
   * @throws StoreFullException when the disk is full or would fall below the reserve
   * @throws StoreUnavailableException when the store is not reached
   * @throws IOException when reading or writing fails; nothing is kept
   */
  Put put(InputStream bytes, long maxBytes) throws IOException;

  /** {@return the stored APK, or empty} */
  Optional<StoredApk> find(String sha256) throws IOException;

  /**
   * {@return a local file with the bytes, to be closed, or empty when they are not stored} It may
   * take the time to fetch them.
   *
   * @throws DamagedApkException when what is stored is found to be something else
   * @throws StoreFullException when there is no room for a local copy now
   */
  Optional<LocalFile> open(String sha256) throws IOException;

  /** {@return the folder below which every {@link LocalFile} is} */
  Path folder();

  /**
   * Stores something derived from an APK beside it, replacing what was there under this name.
   *
   * @param name such as {@code facts-1-1.json}: letters, digits, dots and dashes, at most 64
   */
  void putDerived(String sha256, String name, byte[] bytes) throws IOException;

  /**
   * {@return something derived, or empty}
   *
   * @throws TooLargeException when it is larger than {@code maxBytes}
   */
  Optional<byte[]> derived(String sha256, String name, long maxBytes) throws IOException;

  /** Visits every stored APK, in no order; those stored meanwhile may be missed. */
  void forEach(Consumer<StoredApk> visitor) throws IOException;

  /** Removes an APK and what is derived from it. {@return whether there was anything} */
  boolean delete(String sha256) throws IOException;
}
