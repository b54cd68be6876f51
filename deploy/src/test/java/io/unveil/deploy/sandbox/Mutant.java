package io.unveil.deploy.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes some bytes of an app: of the file, or of one entry before it is packed again. */
final class Mutant {
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
        byte[] body =
            i == chosen || (code && random.nextBoolean())
                ? changed(part.getValue(), random)
                : part.getValue();
        write(zip, part.getKey(), body);
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
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        default -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
      }
    }
    return bytes;
  }
}
