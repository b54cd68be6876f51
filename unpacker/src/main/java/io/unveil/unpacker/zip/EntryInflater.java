package io.unveil.unpacker.zip;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.MalformedApkException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates entries one after the other with one reused {@link Inflater}. A declared size is only a
 * hint for the first buffer, which never exceeds 8 times the compressed bytes plus 64 KiB; the
 * buffer then doubles as data really comes out. Confined to one thread.
 */
public final class EntryInflater implements AutoCloseable {
  /** ZIP method 8. */
  public static final int DEFLATED = 8;

  /**
   * Enough for the code tables of a first block; empty blocks could hide the data behind any number
   * of bytes.
   */
  private static final int PREFIX_INPUT_BYTES = 2 << 10;

  private static final int SLACK_BYTES = 64 << 10;
  private static final int HINT_FACTOR = 8;

  private final Inflater inflater = new Inflater(true);
  private final byte[] probe = new byte[1];
  private long budget;

  /**
   * @param maxInflatedBytes how many bytes all calls together may give, {@link
   *     io.unveil.unpacker.Limits#maxInflatedBytes()}
   */
  public EntryInflater(long maxInflatedBytes) {
    this.budget = maxInflatedBytes;
  }

  /**
   * {@return the bytes of one entry; their number may differ from {@code declared} for deflated
   * data, which the caller compares if it matters}
   *
   * @param bytes the archive
   * @param dataOffset file offset in bytes of the data
   * @param compressed size of the data in the file in bytes
   * @param method ZIP method: 8 is inflated, any other is taken as stored with {@code declared}
   *     bytes, as Android does
   * @param declared declared inflated size in bytes, not trusted
   * @param limit most bytes this entry may give
   * @throws MalformedApkException when the data is outside the file, no deflate stream, cut, or
   *     larger than a limit
   */
  public byte[] inflate(
      ApkBytes bytes, long dataOffset, long compressed, int method, long declared, long limit)
      throws MalformedApkException {
    long most = Math.min(Math.min(limit, budget), Integer.MAX_VALUE - 8);
    if (method != DEFLATED) {
      byte[] data = stored(bytes, dataOffset, declared, most);
      budget -= data.length;
      return data;
    }
    MemorySegment data = slice(bytes, dataOffset, compressed);
    inflater.reset();
    try {
      return inflated(data, dataOffset, declared, most);
    } finally {
      // What came out of an entry that failed was work too.
      budget -= Math.min(budget, inflater.getBytesWritten());
    }
  }

  /**
   * Reads the first bytes of an entry, as many as there are, without counting them.
   *
   * @param into filled from its start
   * @return how many bytes were read; 0 when the data is no deflate stream or outside the file
   */
  public int prefix(ApkBytes bytes, long dataOffset, long compressed, int method, byte[] into) {
    return first(bytes, dataOffset, compressed, method, into, PREFIX_INPUT_BYTES);
  }

  /** Like {@link #prefix}, but fills {@code into} also when the data is not compressible. */
  public int head(ApkBytes bytes, long dataOffset, long compressed, int method, byte[] into) {
    return first(
        bytes, dataOffset, compressed, method, into, PREFIX_INPUT_BYTES + 2L * into.length);
  }

  private int first(
      ApkBytes bytes, long dataOffset, long compressed, int method, byte[] into, long most) {
    if (dataOffset < 0 || compressed < 0 || dataOffset > bytes.size()) {
      return 0;
    }
    long there = Math.min(compressed, bytes.size() - dataOffset);
    if (method != DEFLATED) {
      int count = (int) Math.min(there, into.length);
      MemorySegment.copy(bytes.segment(), ValueLayout.JAVA_BYTE, dataOffset, into, 0, count);
      return count;
    }
    inflater.reset();
    inflater.setInput(bytes.segment().asSlice(dataOffset, Math.min(there, most)).asByteBuffer());
    try {
      return inflater.inflate(into);
    } catch (DataFormatException e) {
      return 0;
    }
  }

  /** {@return how many bytes all calls to come may give} */
  public long left() {
    return budget;
  }

  /**
   * Inflates into memory of the caller and counts on where that ends.
   *
   * @param into filled from its start, at most 2 GiB
   * @param most bytes at which to give up
   * @return how many bytes the deflate stream holds, also those that did not fit; more than {@code
   *     most} or than was {@link #left()} when it holds more than that
   * @throws MalformedApkException when the data is outside the file, no deflate stream, or cut
   */
  long inflateInto(ApkBytes bytes, long dataOffset, long compressed, MemorySegment into, long most)
      throws MalformedApkException {
    MemorySegment data = slice(bytes, dataOffset, Math.min(compressed, Integer.MAX_VALUE));
    inflater.reset();
    inflater.setInput(data.asByteBuffer());
    ByteBuffer out = into.asByteBuffer();
    byte[] beyond = new byte[SLACK_BYTES];
    long bound = Math.min(most, budget);
    long length = 0;
    try {
      while (!inflater.finished() && length <= bound) {
        int count = out.hasRemaining() ? inflater.inflate(out) : inflater.inflate(beyond);
        length += count;
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new MalformedApkException(dataOffset, "the entry's deflate stream is cut");
        }
      }
    } catch (DataFormatException e) {
      throw new MalformedApkException(
          dataOffset + inflater.getBytesRead(),
          "the entry is no deflate stream: " + e.getMessage());
    } finally {
      budget -= Math.min(budget, length);
    }
    return length;
  }

  private static MemorySegment slice(ApkBytes bytes, long offset, long size)
      throws MalformedApkException {
    if (offset < 0 || size < 0 || offset > bytes.size() || bytes.size() - offset < size) {
      throw new MalformedApkException(
          offset, "the entry's " + size + " bytes run past the end of the file");
    }
    return bytes.segment().asSlice(offset, size);
  }

  private byte[] stored(ApkBytes bytes, long offset, long size, long most)
      throws MalformedApkException {
    MemorySegment data = slice(bytes, offset, size);
    if (size > most) {
      throw tooLarge(offset, most);
    }
    return data.toArray(ValueLayout.JAVA_BYTE);
  }

  private byte[] inflated(MemorySegment data, long offset, long declared, long most)
      throws MalformedApkException {
    if (data.byteSize() > Integer.MAX_VALUE) {
      throw tooLarge(offset, Integer.MAX_VALUE);
    }
    inflater.setInput(data.asByteBuffer());
    long hint = Math.min(Math.max(declared, 64), data.byteSize() * HINT_FACTOR + SLACK_BYTES);
    byte[] out = new byte[(int) Math.min(hint, most)];
    int length = 0;
    try {
      while (true) {
        length += step(out, length, offset);
        // A stream may end right at the buffer's end without having said so: one probe byte
        // decides, so that an exact
        // declared size needs no second buffer.
        if (inflater.finished() || step(probe, 0, offset) == 0) {
          return length == out.length ? out : Arrays.copyOf(out, length);
        }
        out = grown(out, offset, most);
        out[length++] = probe[0];
      }
    } catch (DataFormatException e) {
      throw new MalformedApkException(
          offset + inflater.getBytesRead(), "the entry is no deflate stream: " + e.getMessage());
    }
  }

  /** Fills {@code out} from {@code from} on, less only at the end of the stream. */
  private int step(byte[] out, int from, long offset)
      throws DataFormatException, MalformedApkException {
    int at = from;
    while (at < out.length && !inflater.finished()) {
      int count = inflater.inflate(out, at, out.length - at);
      at += count;
      if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
        throw new MalformedApkException(offset, "the entry's deflate stream is cut");
      }
    }
    return at - from;
  }

  private byte[] grown(byte[] out, long offset, long most) throws MalformedApkException {
    if (out.length >= most) {
      throw tooLarge(offset, most);
    }
    return Arrays.copyOf(out, (int) Math.min(most, Math.max(out.length * 2L, SLACK_BYTES)));
  }

  /** Callers that gave a bound of their own put its name in place of the general one. */
  private MalformedApkException tooLarge(long offset, long most) {
    String limit = most == budget ? "max-inflated-bytes" : "max-entry-bytes";
    return new MalformedApkException(
        offset,
        "the entry inflates to more than the limit of " + most + " bytes",
        new LimitHit(limit, most, ""));
  }

  /** Frees the native inflater. */
  @Override
  public void close() {
    inflater.end();
  }
}
