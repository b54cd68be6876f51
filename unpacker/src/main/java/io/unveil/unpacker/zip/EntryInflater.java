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
  private final long maxInflatedBytes;
  private long budget;

  /**
   * @param maxInflatedBytes how many bytes all calls together may give, {@link
   *     io.unveil.unpacker.Limits#maxInflatedBytes()}
   */
  public EntryInflater(long maxInflatedBytes) {
    this.maxInflatedBytes = maxInflatedBytes;
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
   * @param limit most bytes this entry may give, and what that bound is called
   * @throws MalformedApkException when the data is outside the file, no deflate stream, cut, or
   *     larger than a limit, which it then names
   */
  public byte[] inflate(
      ApkBytes bytes, long dataOffset, long compressed, int method, long declared, LimitHit limit)
      throws MalformedApkException {
    LimitHit bound = tighter(limit);
    if (method != DEFLATED) {
      byte[] data = stored(bytes, dataOffset, declared, bound);
      budget -= data.length;
      return data;
    }
    MemorySegment data = slice(bytes, dataOffset, compressed);
    inflater.reset();
    try {
      return inflated(data, dataOffset, declared, bound);
    } finally {
      // What came out of an entry that failed was work too.
      budget -= Math.min(budget, inflater.getBytesWritten());
    }
  }

  /** The bound that is reached first; what is left for all entries counts as well. */
  private LimitHit tighter(LimitHit limit) {
    return limit.bound() <= budget
        ? limit
        : new LimitHit("max-inflated-bytes", budget, limit.where());
  }

  /**
   * {@return how many bytes a deflate stream gives, none of which is kept}
   *
   * @param most bytes at which to give up
   * @throws MalformedApkException when the data is outside the file, no deflate stream, or cut
   */
  long inflatedSize(ApkBytes bytes, long dataOffset, long compressed, long most)
      throws MalformedApkException {
    return inflateInto(bytes, dataOffset, compressed, MemorySegment.NULL, most);
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

  private byte[] stored(ApkBytes bytes, long offset, long size, LimitHit bound)
      throws MalformedApkException {
    MemorySegment data = slice(bytes, offset, size);
    if (size > most(bound)) {
      throw tooLarge(offset, bound);
    }
    return data.toArray(ValueLayout.JAVA_BYTE);
  }

  /** No array is longer than an int can say. */
  private static long most(LimitHit bound) {
    return Math.min(bound.bound(), Integer.MAX_VALUE - 8);
  }

  private byte[] inflated(MemorySegment data, long offset, long declared, LimitHit bound)
      throws MalformedApkException {
    if (data.byteSize() > Integer.MAX_VALUE) {
      throw tooLarge(offset, bound);
    }
    long most = most(bound);
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
        out = grown(out, offset, bound);
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

  private byte[] grown(byte[] out, long offset, LimitHit bound) throws MalformedApkException {
    long most = most(bound);
    if (out.length >= most) {
      throw tooLarge(offset, bound);
    }
    return Arrays.copyOf(out, (int) Math.min(most, Math.max(out.length * 2L, SLACK_BYTES)));
  }

  private MalformedApkException tooLarge(long offset, LimitHit bound) {
    if (bound.limit().equals("max-inflated-bytes")) {
      return new MalformedApkException(
          offset,
          "the entry inflates to more than the "
              + bound.bound()
              + " bytes that are left of "
              + maxInflatedBytes
              + " for all entries",
          new LimitHit(bound.limit(), maxInflatedBytes, bound.where()));
    }
    return new MalformedApkException(
        offset, "the entry inflates to more than the limit of " + bound.bound() + " bytes", bound);
  }

  /** Frees the native inflater. */
  @Override
  public void close() {
    inflater.end();
  }
}
