package io.unveil.unpacker;

/** Short forms of texts that hold strings of a sample, whose length nobody bounds. */
final class Excerpt {
  /** Longest sentence that is kept whole, in characters. */
  static final int MAX_CHARS = 600;

  /** Of longer ones the start, which says where, and the end, which mostly says why. */
  private static final int HEAD_CHARS = 400;

  private static final int TAIL_CHARS = 150;

  /** Longest name of one entry in a path; no file system takes a longer one. */
  static final int MAX_NAME_CHARS = 255;

  private Excerpt() {}

  /** {@return the text, or its start and end and how many characters were left out} */
  static String of(String text) {
    return text.length() <= MAX_CHARS ? text : shortened(text, HEAD_CHARS, TAIL_CHARS);
  }

  /** {@return the name, or its start and end, for one that is part of many paths} */
  static String ofName(String name) {
    return name.length() <= MAX_NAME_CHARS ? name : shortened(name, 150, 50);
  }

  private static String shortened(String text, int head, int tail) {
    int from = Character.isLowSurrogate(text.charAt(head)) ? head - 1 : head;
    int end = text.length() - tail;
    int to = Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end;
    return text.substring(0, from)
        + "… ("
        + (to - from)
        + " characters left out) …"
        + text.substring(to);
  }
}
