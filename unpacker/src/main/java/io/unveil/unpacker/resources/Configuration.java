package io.unveil.unpacker.resources;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;

/**
 * {@code ResTable_config} of AOSP's ResourceTypes.h: on which devices a value holds. A cut one has
 * 0, "any", in the fields that are missing, as for Android.
 *
 * @param imsi mobile country code, network code above it
 * @param locale language, region above it
 * @param screenType orientation, touchscreen, density in the upper half
 * @param input keyboard, navigation, input flags
 * @param screenSize width, height above it, in pixels
 * @param version API level, minor version above it
 * @param screenConfig layout, UI mode, smallest width in dp in the upper half
 * @param screenSizeDp width, height above it
 * @param script script of the locale, four characters
 * @param variant variant of the locale, eight characters
 * @param screenConfig2 second layout, colour mode
 */
record Configuration(
    int imsi,
    int locale,
    int screenType,
    int input,
    int screenSize,
    int version,
    int screenConfig,
    int screenSizeDp,
    int script,
    long variant,
    int screenConfig2) {
  /** Fits any density and is preferred to all: adaptive icons, which are XML. */
  static final int ANY_DENSITY = 0xFFFE;

  private static final int MEDIUM_DENSITY = 160;
  private static final int LOCALE_DISTANCE = 100;

  private static final int LANGUAGE_WITHOUT_REGION = 0xFFFF;

  /** Orientation and touchscreen, without the density that never keeps a value from matching. */
  private static final int SCREEN_TYPE_MATCHED = 0x0000_FFFF;

  /** Bits of layout, UI mode and smallest width that {@code ResTable_config::match} looks at. */
  private static final int SCREEN_CONFIG_MATCHED = 0xFFFF_3FFF;

  /** Roundness, wide gamut, HDR. */
  private static final int SCREEN_CONFIG2_MATCHED = 0x0000_0F03;

  static Configuration read(ByteCursor bytes) throws MalformedApkException {
    long start = bytes.position();
    long size = Math.min(bytes.u4("configuration size"), bytes.limit() - start);
    int imsi = field(bytes, start, size, 4);
    int locale = field(bytes, start, size, 8);
    int screenType = field(bytes, start, size, 12);
    int input = field(bytes, start, size, 16);
    int screenSize = field(bytes, start, size, 20);
    int version = field(bytes, start, size, 24);
    int screenConfig = field(bytes, start, size, 28);
    int screenSizeDp = field(bytes, start, size, 32);
    int script = field(bytes, start, size, 36);
    long variant =
        Integer.toUnsignedLong(field(bytes, start, size, 40))
            | (long) field(bytes, start, size, 44) << 32;
    return new Configuration(
        imsi,
        locale,
        screenType,
        input,
        screenSize,
        version,
        screenConfig,
        screenSizeDp,
        script,
        variant,
        field(bytes, start, size, 48));
  }

  private static int field(ByteCursor bytes, long start, long size, int at)
      throws MalformedApkException {
    return size < at + 4 ? 0 : bytes.at(start + at, "configuration").s4("configuration");
  }

  /** {@return API level from which it holds, 0 for any} */
  int sdk() {
    return version & 0xFFFF;
  }

  /** {@return pixels per inch, 0 for the default} */
  int density() {
    return screenType >>> 16;
  }

  /**
   * {@return whether a device of which nothing but the API level is known takes the value} That is
   * how the package manager reads a manifest: its asset manager has a configuration that is empty
   * but for the API level ({@code PackageParser#newConfiguredAssetManager}) and the language of the
   * system ({@code ResourcesImpl#updateConfiguration}).
   *
   * @param language as {@link #locale()}; 0 for none
   */
  boolean matches(int api, int language) {
    return imsi == 0
        && (locale == 0 || locale == language || locale == (language & LANGUAGE_WITHOUT_REGION))
        && (screenType & SCREEN_TYPE_MATCHED) == 0
        && input == 0
        && screenSize == 0
        && sdk() <= api
        && version >>> 16 == 0
        && (screenConfig & SCREEN_CONFIG_MATCHED) == 0
        && screenSizeDp == 0
        && (screenConfig2 & SCREEN_CONFIG2_MATCHED) == 0;
  }

  private int localeRank() {
    return locale == 0 ? 0 : (locale & ~LANGUAGE_WITHOUT_REGION) == 0 ? 1 : 2;
  }

  /**
   * {@return whether such a device prefers this value, where both match} Language comes first, then
   * region, then density, which comes before the API level ({@code ResTable_config::isBetterThan});
   * the device's own density counts as medium.
   */
  boolean isBetterThan(Configuration other) {
    if (localeRank() != other.localeRank()) {
      return localeRank() > other.localeRank();
    }
    int mine = density() == 0 ? MEDIUM_DENSITY : density();
    int others = other.density() == 0 ? MEDIUM_DENSITY : other.density();
    if (mine != others) {
      return isBetterDensity(mine, others);
    }
    return sdk() > other.sdk();
  }

  private static boolean isBetterDensity(int mine, int others) {
    if (mine == ANY_DENSITY || others == ANY_DENSITY) {
      return mine == ANY_DENSITY;
    }
    int high = Math.max(mine, others);
    int low = Math.min(mine, others);
    // Scaling up costs twice what scaling down costs.
    boolean highWins =
        MEDIUM_DENSITY >= high
            || (low < MEDIUM_DENSITY
                && (2L * low - MEDIUM_DENSITY) * high <= (long) MEDIUM_DENSITY * MEDIUM_DENSITY);
    return highWins == (mine == high);
  }

  /** {@return 0 for the default, more with each qualifier; language counts most} */
  int distance() {
    int distance = localeDistance();
    distance += screenType == 0 ? 0 : 1;
    distance += version == 0 ? 0 : 1;
    for (int field : new int[] {imsi, input, screenSize, screenConfig, screenSizeDp}) {
      distance += field == 0 ? 0 : 10;
    }
    return distance
        + (script == 0 ? 0 : 10)
        + (variant == 0 ? 0 : 10)
        + (screenConfig2 == 0 ? 0 : 10);
  }

  /** English before other languages when there is no default. */
  private int localeDistance() {
    if (locale == 0) {
      return 0;
    }
    boolean english = (locale & 0xFFFF) == ('e' | 'n' << 8);
    return english ? LOCALE_DISTANCE : 2 * LOCALE_DISTANCE;
  }
}
