package io.unveil.indexer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.lucene.index.CorruptIndexException;

/** JSON as the index stores it: UTF-8, zlib. */
final class PackedJson {
  /** Facts are capped at 8 MiB; no report is near this. */
  static final int MAX_BYTES = 64 << 20;

  private PackedJson() {}

  static byte[] pack(String json) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  static String unpack(byte[] packed, int offset, int length) throws IOException {
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(packed, offset, length))) {
      byte[] json = in.readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES) {
        throw new CorruptIndexException("a report of more than " + MAX_BYTES + " bytes", "index");
      }
      return new String(json, StandardCharsets.UTF_8);
    }
  }
}
