package io.unveil.unpacker.dex;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the headers of one DEX entry lie: at 0 alone, or, in a container of version 041, each
 * {@code file_size} bytes after the one before, up to {@code container_size} (AOSP {@code
 * dex_file_loader.cc}, {@code OpenFromZipEntry}).
 *
 * @param headers offsets ascending, the first is 0
 * @param broken why further files cannot be found, empty when there are none
 */
record DexContainer(List<Integer> headers, String broken) {
  private static final long MAX_COPIED_BYTES = 256L << 20;

  /**
   * @param maxFiles how many headers are wanted; one more is given when there are more
   */
  static DexContainer of(byte[] bytes, int maxFiles) {
    List<Integer> headers = new ArrayList<>(List.of(0));
    if (!DexHeader.isContainer(bytes, 0)) {
      return new DexContainer(headers, "");
    }
    long size = LittleEndian.u4(bytes, 112);
    long end = size < DexHeader.CONTAINER_BYTES ? bytes.length : Math.min(size, bytes.length);
    long at = 0;
    while (headers.size() <= maxFiles) {
      long fileSize = LittleEndian.u4(bytes, (int) at + 32);
      if (fileSize < DexHeader.CONTAINER_BYTES) {
        return new DexContainer(
            headers,
            "DEX container: a file of %d bytes at offset %d, so later files cannot be found"
                .formatted(fileSize, at));
      }
      at += fileSize;
      if (at >= end) {
        break;
      }
      if (!DexHeader.isContainer(bytes, (int) at)) {
        return new DexContainer(headers, "DEX container: no header of version 041 at offset " + at);
      }
      headers.add((int) at);
    }
    return new DexContainer(headers, "");
  }

  /**
   * {@return the name of file {@code index} of an entry} As ART names it: the first has the name of
   * the entry, the next is {@code classes.dex!classes2.dex} (AOSP {@code GetMultiDexLocation}).
   */
  static String name(String entry, int index) {
    return index == 0 ? entry : entry + "!classes" + (index + 1) + ".dex";
  }

  /**
   * The whole container with the header of one of its files at the start, as version 039. Offsets
   * count from the start of a container, so they stay right.
   */
  static byte[] single(byte[] bytes, DexHeader header) {
    byte[] copy = bytes.clone();
    System.arraycopy(bytes, header.at(), copy, 0, DexHeader.BYTES);
    copy[5] = '3';
    copy[6] = '9';
    LittleEndian.put4(copy, 32, bytes.length);
    LittleEndian.put4(copy, 36, DexHeader.BYTES);
    return copy;
  }

  /**
   * @throws BadCodeException when a copy for each file of the container would take too much memory
   */
  static void checkCopy(DexFile file) {
    long files = file.owner().files().stream().filter(f -> f.isIn(file.bytes())).count();
    if (file.header().isContainer() && files * file.sizeInBytes() > MAX_COPIED_BYTES) {
      throw new BadCodeException(
          file.header().at(),
          "a container of %d files and %d bytes is too large to be given to dex2jar"
              .formatted(files, file.sizeInBytes()));
    }
  }
}
