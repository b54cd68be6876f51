package io.unveil.ingest.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes on their way into a file, hashed. */
final class FileBytes {
  private static final int BUFFER = 256 << 10;

  private FileBytes() {}

  /** What has been written. */
  record Written(String sha256, long sizeInBytes) {}

  /**
   * Copies a stream into a file.
   *
   * @throws TooLargeException when there are more than {@code maxBytes}
   * @throws StoreFullException when the disk has no room
   */
  static Written copy(InputStream bytes, long maxBytes, FileChannel to, StoreSpace space)
      throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    // Full buffers: bytes from a network come in small portions, and each would be three calls.
    for (int n = bytes.readNBytes(buffer, 0, BUFFER);
        n > 0;
        n = bytes.readNBytes(buffer, 0, BUFFER)) {
      if (n > maxBytes - size) {
        throw new TooLargeException("the APK", maxBytes);
      }
      space.require(n);
      digest.update(buffer, 0, n);
      try {
        write(to, ByteBuffer.wrap(buffer, 0, n));
      } catch (IOException e) {
        throw space.explained(e);
      }
      size += n;
    }
    return new Written(HexFormat.of().formatHex(digest.digest()), size);
  }

  /** {@return SHA-256 of a file, lower-case hex} */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
