package io.unveil.unpacker.resources;

import java.util.ArrayList;
import java.util.List;

/**
 * A configuration by the qualifiers of folder names, in their prescribed order ({@code
 * developer.android.com/guide/topics/resources/providing-resources}; AOSP {@code
 * ResTable_config::toString}).
 */
final class Qualifiers {
  private static final List<String> SIZES = List.of("", "small", "normal", "large", "xlarge");
  private static final List<String> LONG = List.of("", "notlong", "long");
  private static final List<String> DIRECTIONS = List.of("", "ldltr", "ldrtl");
  private static final List<String> ROUND = List.of("", "notround", "round");
  private static final List<String> WIDE = List.of("", "nowidecg", "widecg");
  private static final List<String> HDR = List.of("", "lowdr", "highdr");
  private static final List<String> ORIENTATIONS = List.of("", "port", "land", "square");
  private static final List<String> MODES =
      List.of("", "", "desk", "car", "television", "appliance", "watch", "vrheadset");
  private static final List<String> NIGHT = List.of("", "notnight", "night");
  private static final List<String> TOUCH = List.of("", "notouch", "stylus", "finger");
  private static final List<String> KEYS = List.of("", "keysexposed", "keyshidden", "keyssoft");
  private static final List<String> KEYBOARDS = List.of("", "nokeys", "qwerty", "12key");
  private static final List<String> NAV_HIDDEN = List.of("", "navexposed", "navhidden");
  private static final List<String> NAVIGATION = List.of("", "nonav", "dpad", "trackball", "wheel");

  private final List<String> parts = new ArrayList<>();

  private Qualifiers() {}

  /** {@return the qualifiers joined by hyphens, {@code ""} for the default configuration} */
  static String of(Configuration configuration) {
    Qualifiers qualifiers = new Qualifiers();
    qualifiers.region(configuration);
    qualifiers.screen(configuration);
    qualifiers.input(configuration);
    if (configuration.sdk() != 0) {
      int minor = configuration.version() >>> 16;
      qualifiers.parts.add("v" + configuration.sdk() + (minor == 0 ? "" : "." + minor));
    }
    return String.join("-", qualifiers.parts);
  }

  private void region(Configuration c) {
    number("mcc", c.imsi() & 0xFFFF, "");
    if (c.imsi() >>> 16 != 0) {
      parts.add(String.format("mnc%02d", c.imsi() >>> 16));
    }
    String language = packed(c.locale() & 0xFFFF, 'a');
    String region = packed(c.locale() >>> 16, '0');
    if (c.script() == 0 && c.variant() == 0) {
      add(language);
      add(region.isEmpty() ? "" : "r" + region);
      return;
    }
    StringBuilder tag = new StringBuilder("b+" + language);
    for (String part : List.of(chars(c.script(), 4), region, chars(c.variant(), 8))) {
      tag.append(part.isEmpty() ? "" : "+" + part);
    }
    parts.add(tag.toString());
  }

  private void screen(Configuration c) {
    int layout = c.screenConfig() & 0xFF;
    int mode = c.screenConfig() >>> 8 & 0xFF;
    add(name(DIRECTIONS, layout >>> 6 & 3));
    number("sw", c.screenConfig() >>> 16, "dp");
    number("w", c.screenSizeDp() & 0xFFFF, "dp");
    number("h", c.screenSizeDp() >>> 16, "dp");
    add(name(SIZES, layout & 0xF));
    add(name(LONG, layout >>> 4 & 3));
    add(name(ROUND, c.screenConfig2() & 3));
    add(name(WIDE, c.screenConfig2() >>> 8 & 3));
    add(name(HDR, c.screenConfig2() >>> 10 & 3));
    add(name(ORIENTATIONS, c.screenType() & 0xFF));
    add(name(MODES, mode & 0xF));
    add(name(NIGHT, mode >>> 4 & 3));
    add(density(c.density()));
    add(name(TOUCH, c.screenType() >>> 8 & 0xFF));
  }

  private void input(Configuration c) {
    int flags = c.input() >>> 16 & 0xFF;
    add(name(KEYS, flags & 3));
    add(name(KEYBOARDS, c.input() & 0xFF));
    add(name(NAV_HIDDEN, flags >>> 2 & 3));
    add(name(NAVIGATION, c.input() >>> 8 & 0xFF));
    if (c.screenSize() != 0) {
      parts.add((c.screenSize() & 0xFFFF) + "x" + (c.screenSize() >>> 16));
    }
  }

  private void add(String part) {
    if (!part.isEmpty()) {
      parts.add(part);
    }
  }

  private void number(String prefix, int value, String suffix) {
    if (value != 0) {
      parts.add(prefix + value + suffix);
    }
  }

  private static String name(List<String> names, int value) {
    return value < names.size() ? names.get(value) : String.valueOf(value);
  }

  private static String density(int density) {
    return switch (density) {
      case 0 -> "";
      case 120 -> "ldpi";
      case 160 -> "mdpi";
      case 213 -> "tvdpi";
      case 240 -> "hdpi";
      case 320 -> "xhdpi";
      case 480 -> "xxhdpi";
      case 640 -> "xxxhdpi";
      case Configuration.ANY_DENSITY -> "anydpi";
      case 0xFFFF -> "nodpi";
      default -> density + "dpi";
    };
  }

  /** Two letters, or three of five bits each when the top bit of the first byte is set. */
  private static String packed(int two, char base) {
    int first = two & 0xFF;
    int second = two >>> 8;
    if ((first & 0x80) == 0) {
      return chars(two, 2);
    }
    char[] three = {
      (char) (base + (second & 0x1F)),
      (char) (base + ((second & 0xE0) >>> 5) + ((first & 0x03) << 3)),
      (char) (base + ((first & 0x7C) >>> 2))
    };
    return new String(three);
  }

  /**
   * Bytes from the lowest on, up to a 0; anything but letters and digits becomes a question mark.
   */
  private static String chars(long bytes, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count && ((bytes >>> (8 * i)) & 0xFF) != 0; i++) {
      int c = (int) ((bytes >>> (8 * i)) & 0xFF);
      text.append(c < 0x80 && Character.isLetterOrDigit(c) ? (char) c : '?');
    }
    return text.toString();
  }
}
