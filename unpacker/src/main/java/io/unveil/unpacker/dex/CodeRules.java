package io.unveil.unpacker.dex;

import java.util.BitSet;

/**
 * What ART's verifier asks of a code item before it opens the file ({@code CheckIntraCodeItem} of
 * AOSP's dex_file_verifier.cc): registers, tries in order and without overlap, handlers inside the
 * method. Instructions are not looked at; bad ones reject a class when it is verified.
 */
final class CodeRules {
  private static final int TRY_BYTES = 8;
  private static final int MAX_HANDLERS = 65_536;

  /** Arguments of the short forms of invoke, which may name a register more than once. */
  private static final int SHORT_ARGUMENTS = 5;

  private final DexFile file;
  private final byte[] bytes;

  CodeRules(DexFile file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /** {@return the offset behind the code item at {@code offset}} */
  int end(int offset) {
    DexCursor cursor = DexCursor.at(bytes, offset, "code item");
    int registers = cursor.u2("registers");
    int ins = cursor.u2("ins");
    int outs = cursor.u2("outs");
    int tries = cursor.u2("tries");
    cursor.u4("debug info");
    long units = cursor.u4("instructions");
    check(ins <= registers, offset, ins + " arguments in " + registers + " registers");
    check(
        outs <= SHORT_ARGUMENTS || outs <= registers,
        offset,
        outs + " outgoing arguments from " + registers + " registers");
    cursor.skip(2 * units, "instructions");
    if (tries == 0) {
      return cursor.position();
    }
    if (units % 2 != 0) {
      check(cursor.u2("padding") == 0, cursor.position(), "padding before tries is not zero");
    }
    int first = cursor.position();
    cursor.skip((long) TRY_BYTES * tries, "tries");
    int lists = cursor.position();
    BitSet starts = handlers(cursor, lists, units);
    tries(first, tries, units, starts);
    return cursor.position();
  }

  /** Starts of the lists of handlers, counting from the first. */
  private BitSet handlers(DexCursor cursor, int lists, long units) {
    int count = cursor.uleb("number of handler lists");
    check(count > 0 && count < MAX_HANDLERS, lists, "number of handler lists is " + count);
    BitSet starts = new BitSet();
    for (int i = 0; i < count; i++) {
      starts.set(cursor.position() - lists);
      int size = cursor.sleb("number of handlers");
      check(Math.abs((long) size) <= MAX_HANDLERS, cursor.position(), size + " catch handlers");
      for (int k = 0; k < Math.abs(size); k++) {
        int type = cursor.uleb("caught type");
        check(type >= 0 && type < file.typeCount(), cursor.position(), "caught type " + type);
        handler(cursor, units);
      }
      if (size <= 0) {
        handler(cursor, units);
      }
    }
    return starts;
  }

  private static void handler(DexCursor cursor, long units) {
    long address = Integer.toUnsignedLong(cursor.uleb("handler address"));
    check(address < units, cursor.position(), "catch handler at " + address + " of " + units);
  }

  private void tries(int first, int count, long units, BitSet lists) {
    long last = 0;
    for (int i = 0; i < count; i++) {
      int at = first + TRY_BYTES * i;
      long start = LittleEndian.u4(bytes, at);
      check(start >= last, at, "try range at " + start + " overlaps one that ends at " + last);
      check(start < units, at, "try range at " + start + " of " + units);
      check(lists.get(LittleEndian.u2(bytes, at + 6)), at, "try range without handlers");
      last = start + LittleEndian.u2(bytes, at + 4);
      check(last <= units, at, "try range to " + last + " of " + units);
    }
  }

  private static void check(boolean holds, long offset, String otherwise) {
    if (!holds) {
      throw new BadCodeException(offset, otherwise);
    }
  }
}
