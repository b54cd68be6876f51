package io.unveil.deploy.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Changes an app in a few places: the file, or entries before it is packed again. Most changed DEX
 * files get the checksum that fits.
 */
final class Mutant {
  private static final int[] TELLING = {
    0, 1, -1, 0x7FFF_FFFF, 0x8000_0000, 0x7FFF_FFF0, 0xFFFF, 0x1_0000, 0x0101_0101
  };

  private Mutant() {}

  /** {@return a changed copy} */
  static byte[] of(byte[] apk, Random random) throws IOException {
    List<Map.Entry<String, byte[]>> parts = parts(apk);
    if (parts.isEmpty() || random.nextInt(4) == 0) {
      return changed(apk, random);
    }
    int chosen = random.nextInt(parts.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < parts.size(); i++) {
        Map.Entry<String, byte[]> part = parts.get(i);
        boolean code = part.getKey().endsWith(".dex");
        byte[] body = part.getValue();
        if (i == chosen || (code && random.nextBoolean())) {
          body = changed(body, random);
        }
        write(zip, part.getKey(), code && random.nextInt(4) > 0 ? withChecksum(body) : body);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(ZipOutputStream zip, String name, byte[] body) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(body.length);
    CRC32 crc = new CRC32();
    crc.update(body);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(body);
    zip.closeEntry();
  }

  /** {@return all entries, or none of an archive that Java's own reader refuses} */
  private static List<Map.Entry<String, byte[]>> parts(byte[] apk) throws IOException {
    List<Map.Entry<String, byte[]>> parts = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(apk))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.add(Map.entry(entry.getName(), zip.readAllBytes()));
      }
    } catch (ZipException _) {
      return List.of();
    }
    return parts;
  }

  private static byte[] changed(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int change = random.nextInt(8); change >= 0 && bytes.length > 0; change--) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(16)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at + 1);
      }
      case 1 -> word(bytes, at & ~3, TELLING[random.nextInt(TELLING.length)]);
      case 2 -> word(bytes, at & ~3, random.nextInt(bytes.length));
      case 3, 4 -> moved(bytes, at, random);
      case 5, 6, 7, 8 -> bytes[at] = (byte) random.nextInt(256);
      case 9, 10, 11, 12 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      default -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
    }
    return bytes;
  }

  private static void word(byte[] bytes, int at, int value) {
    if (at <= bytes.length - Integer.BYTES) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }
  }

  /** Some bytes stand at a second place too. */
  private static void moved(byte[] bytes, int from, Random random) {
    int to = random.nextInt(bytes.length);
    int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, bytes, to, length);
  }

  /** Android opens no DEX file whose checksum is wrong. */
  private static byte[] withChecksum(byte[] dex) {
    if (dex.length > 12) {
      Adler32 sum = new Adler32();
      sum.update(dex, 12, dex.length - 12);
      word(dex, 8, (int) sum.getValue());
    }
    return dex;
  }
}
