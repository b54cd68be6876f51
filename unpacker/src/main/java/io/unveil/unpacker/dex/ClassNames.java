package io.unveil.unpacker.dex;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class with a descriptor. Most classes of an app are never asked for, so descriptors are
 * hashed where they lie and not decoded: an open-addressing table, whose hash is that of {@link
 * String}, as that is known when somebody asks.
 */
final class ClassNames {
  private static final int MULTIPLIER = 0x9e37_79b9;
  private static final int HIGH_BITS = 0x8080_8080;
  private static final int LOW_BITS = 0x0101_0101;
  private static final int DECODED = -1;

  private static final int POWER_1 = 31;
  private static final int POWER_2 = 31 * POWER_1;
  private static final int POWER_3 = 31 * POWER_2;
  private static final int POWER_4 = 31 * POWER_3;

  private final List<ClassTable> tables;

  /** 1 + position of the class among those of all files, 0 for a free slot. */
  private final int[] slots;

  private final int[] hashes;

  /** For each class where its descriptor begins, or {@link #DECODED}. */
  private final int[] starts;

  /** For each file the position of its first class, and the number of classes at the end. */
  private final int[] firsts;

  private final int shift;
  private int end;

  private ClassNames(List<ClassTable> tables) {
    this.tables = tables;
    firsts = new int[tables.size() + 1];
    for (int i = 0; i < tables.size(); i++) {
      firsts[i + 1] = firsts[i] + tables.get(i).classCount();
    }
    int classes = firsts[tables.size()];
    int capacity = Integer.highestOneBit(Math.max(classes, 4)) * 4;
    shift = 32 - Integer.numberOfTrailingZeros(capacity);
    slots = new int[capacity];
    hashes = new int[capacity];
    starts = new int[classes];
  }

  /**
   * @param unnamed is told the file and why, for each class without a readable name
   */
  static ClassNames of(List<ClassTable> tables, BiConsumer<DexFile, BadCodeException> unnamed) {
    ClassNames names = new ClassNames(tables);
    for (int i = 0; i < tables.size(); i++) {
      names.addAll(tables.get(i), names.firsts[i], unnamed);
    }
    return names;
  }

  private void addAll(ClassTable table, int first, BiConsumer<DexFile, BadCodeException> unnamed) {
    DexFile file = table.file();
    long left = file.strings().scanBytes();
    for (int i = 0; i < table.classCount(); i++) {
      int start = left < 0 ? -1 : start(file, table.classDef(i));
      int hash = start < 0 ? 0 : hash(file.bytes(), start);
      if (start >= 0) {
        left -= end - start;
        if (end < file.bytes().length && file.bytes()[end] == 0) {
          add(first + i, start, hash);
          continue;
        }
      }
      // What is cut, not ASCII or too much is decoded, which says what is wrong with it.
      try {
        add(first + i, DECODED, table.classes().get(i).descriptor().hashCode());
      } catch (BadCodeException e) {
        unnamed.accept(file, e);
      }
    }
  }

  /** Offset of the descriptor of a class, -1 when an id is out of range. */
  private static int start(DexFile file, int classDef) {
    int type = LittleEndian.s4(file.bytes(), classDef);
    if (type < 0 || type >= file.typeCount()) {
      return -1;
    }
    return file.strings()
        .start(LittleEndian.s4(file.bytes(), file.header().types().offset() + 4 * type));
  }

  /** Hashes ASCII characters up to {@link #end}, where there is something else. */
  private int hash(byte[] bytes, int start) {
    int at = start;
    int hash = 0;
    for (; bytes.length - at >= 4; at += 4) {
      int word = LittleEndian.s4(bytes, at);
      if ((((word - LOW_BITS) | word) & HIGH_BITS) != 0) {
        break;
      }
      hash =
          hash * POWER_4
              + (word & 0xff) * POWER_3
              + (word >>> 8 & 0xff) * POWER_2
              + (word >>> 16 & 0xff) * POWER_1
              + (word >>> 24);
    }
    for (; at < bytes.length && bytes[at] > 0; at++) {
      hash = hash * POWER_1 + bytes[at];
    }
    end = at;
    return hash;
  }

  private int slot(int hash) {
    return (hash * MULTIPLIER) >>> shift;
  }

  private void add(int position, int start, int hash) {
    int slot = slot(hash);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = position + 1;
    hashes[slot] = hash;
    starts[position] = start;
  }

  /** {@return the class, the first in load order when there are several, or null} */
  @Nullable DexClass find(String descriptor) {
    int hash = descriptor.hashCode();
    // The first one added is the first one met, as nothing is ever taken out.
    for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      if (hashes[slot] == hash) {
        int position = slots[slot] - 1;
        int file = fileOf(position);
        ClassTable table = tables.get(file);
        int inFile = position - firsts[file];
        if (isNamed(table, inFile, starts[position], descriptor)) {
          return table.classes().get(inFile);
        }
      }
    }
    return null;
  }

  /** The last file whose first class is at or before {@code position}. */
  private int fileOf(int position) {
    int low = 0;
    int high = tables.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firsts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static boolean isNamed(ClassTable table, int inFile, int start, String descriptor) {
    if (start == DECODED) {
      return table.classes().get(inFile).descriptor().equals(descriptor);
    }
    byte[] bytes = table.file().bytes();
    int end = start + descriptor.length();
    if (end < 0 || end >= bytes.length || bytes[end] != 0) {
      return false;
    }
    for (int i = 0; i < descriptor.length(); i++) {
      char wanted = descriptor.charAt(i);
      if (wanted == 0 || bytes[start + i] != wanted) {
        return false;
      }
    }
    return true;
  }
}
