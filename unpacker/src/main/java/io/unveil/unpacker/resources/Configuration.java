package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;

/**
 * The part of {@code ResTable_config} that chooses a value: how far it is from the default, the API
 * level, the density.
 *
 * @param distance 0 for the default configuration, more with each qualifier; language counts most
 * @param sdk API level from which it holds, 0 for any
 * @param density pixels per inch, 0 for the default
 */
record Configuration(int distance, int sdk, int density) {
  private static final int LOCALE_DISTANCE = 100;

  /**
   * Fields in order: size, mobile country and network code, locale, screen type with density,
   * input, screen size, version, screen configuration, smallest width, screen size in dp, locale
   * script and variant, second screen configuration.
   */
  static Configuration read(ByteCursor bytes) throws MalformedApkException {
    long start = bytes.position();
    long size = bytes.u4("configuration size");
    long end = start + Math.min(size, bytes.limit() - start);
    int distance = 0;
    int sdk = 0;
    int density = 0;
    while (end - bytes.position() >= 4) {
      int field = (int) (bytes.position() - start);
      int value = bytes.s4("configuration");
      switch (field) {
        case 8 -> distance += locale(value);
        case 12 -> {
          density = value >>> 16;
          distance += value == 0 ? 0 : 1;
        }
        case 24 -> {
          sdk = value & 0xFFFF;
          distance += sdk == 0 ? 0 : 1;
        }
        default -> distance += value == 0 ? 0 : 10;
      }
    }
    return new Configuration(distance, sdk, density);
  }

  /** English before other languages when there is no default. */
  private static int locale(int value) {
    if (value == 0) {
      return 0;
    }
    boolean english = (value & 0xFFFF) == ('e' | 'n' << 8);
    return english ? LOCALE_DISTANCE : 2 * LOCALE_DISTANCE;
  }
}
