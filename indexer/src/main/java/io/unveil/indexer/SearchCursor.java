package io.unveil.indexer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended, as text: the values by which the last hit was sorted, with a fingerprint of
 * query and order, and a checksum. Values and not positions, so that it stays right while samples
 * come and go. Not a secret and not trusted.
 *
 * <pre>
 * cursor = version, fingerprint: 8 bytes, value*, CRC-32 of all before: 4 bytes; in base64url
 * value  = 0 (none) | 1, 8 bytes | 2, length: 2 bytes, bytes
 * </pre>
 */
final class SearchCursor {
  private static final byte VERSION = 1;
  private static final int FINGERPRINT = 8;
  private static final int CHECKSUM = 4;
  private static final int NONE = 0;
  private static final int NUMBER = 1;
  private static final int TEXT = 2;

  /** Two of the longest terms of the index and some numbers, in base64. */
  private static final int MAX_CHARS = 70_000;

  private SearchCursor() {}

  /** {@return the cursor after {@code last}} */
  static String after(FieldDoc last, ReportQuery query, SearchOrder order) {
    int size = 1 + FINGERPRINT + CHECKSUM;
    for (Object value : last.fields) {
      size += value instanceof BytesRef bytes ? 3 + bytes.length : 9;
    }
    ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).put(fingerprint(query, order));
    for (Object value : last.fields) {
      switch (value) {
        case Long number -> out.put((byte) NUMBER).putLong(number);
        case BytesRef bytes ->
            out.put((byte) TEXT)
                .putShort((short) bytes.length)
                .put(bytes.bytes, bytes.offset, bytes.length);
        case null, default -> out.put((byte) NONE);
      }
    }
    out.putInt(checksum(out.array(), out.position()));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(out.array(), out.position()));
  }

  /** {@return the values by which the last hit was sorted} */
  static @Nullable Object[] read(String cursor, ReportQuery query, SearchOrder order)
      throws QueryException {
    byte[] bytes = decode(cursor);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM);
    byte version = in.get();
    byte[] fingerprint = new byte[FINGERPRINT];
    in.get(fingerprint);
    if (version != VERSION || !Arrays.equals(fingerprint, fingerprint(query, order))) {
      throw new QueryException("cursor", "it belongs to another query or order; start over");
    }
    SortField[] keys = order.lucene().getSort();
    @Nullable Object[] values = new @Nullable Object[keys.length];
    try {
      for (int i = 0; i < keys.length; i++) {
        values[i] = value(in, keys[i]);
      }
    } catch (BufferUnderflowException tooShort) {
      throw damaged();
    }
    if (in.hasRemaining()) {
      throw damaged();
    }
    return values;
  }

  private static byte[] decode(String cursor) throws QueryException {
    if (cursor.length() > MAX_CHARS) {
      throw damaged();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException notBase64) {
      throw damaged();
    }
    int end = bytes.length - CHECKSUM;
    if (end < 1 + FINGERPRINT || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw damaged();
    }
    return bytes;
  }

  private static @Nullable Object value(ByteBuffer in, SortField key) throws QueryException {
    boolean number = key instanceof org.apache.lucene.search.SortedNumericSortField;
    int kind = in.get();
    if (kind == NUMBER && number) {
      return in.getLong();
    }
    if (kind == TEXT && !number) {
      byte[] text = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining() + 1)];
      in.get(text);
      return new BytesRef(text);
    }
    if (kind == NONE && !number) {
      return null;
    }
    throw damaged();
  }

  /** Of the text: the times that it names have moved on by the next page. */
  private static byte[] fingerprint(ReportQuery query, SearchOrder order) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(order.toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(query.text().getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest.digest(), FINGERPRINT);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static QueryException damaged() {
    return new QueryException("cursor", "it is damaged; use it as the page before gave it");
  }
}
