package io.unveil.unpacker.dex;

/**
 * Reads forward in a DEX file; every read names its field and is checked against the end of the
 * file.
 */
final class DexCursor {
  private final byte[] bytes;
  private int position;

  DexCursor(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** A cursor at an offset that the file declares. */
  static DexCursor at(byte[] bytes, long offset, String field) {
    if (offset < 0 || bytes.length < offset) {
      throw new BadCodeException(offset, field + " lies outside the file");
    }
    return new DexCursor(bytes, (int) offset);
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  void move(int offset) {
    position = offset;
  }

  int u1(String field) {
    if (position >= bytes.length) {
      throw new BadCodeException(position, field + " runs past the end of the file");
    }
    return bytes[position++] & 0xff;
  }

  int u2(String field) {
    require(2, field);
    int value = LittleEndian.u2(bytes, position);
    position += 2;
    return value;
  }

  long u4(String field) {
    require(4, field);
    long value = LittleEndian.u4(bytes, position);
    position += 4;
    return value;
  }

  /** Unsigned LEB128 of at most five bytes; the bits of a u4, so possibly negative. */
  int uleb(String field) {
    int at = position;
    if (at < bytes.length) {
      int only = bytes[at];
      if (only >= 0) {
        position = at + 1;
        return only;
      }
    }
    return longUleb(field);
  }

  private int longUleb(String field) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int part = u1(field);
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new BadCodeException(position, field + " is a LEB128 number of more than five bytes");
  }

  int sleb(String field) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int part = u1(field);
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        int unused = 32 - (shift + 7);
        return unused > 0 ? value << unused >> unused : value;
      }
    }
    throw new BadCodeException(position, field + " is a LEB128 number of more than five bytes");
  }

  void skip(long size, String field) {
    require(size, field);
    position += (int) size;
  }

  private void require(long size, String field) {
    if (size < 0 || remaining() < size) {
      throw new BadCodeException(position, field + " runs past the end of the file");
    }
  }
}
