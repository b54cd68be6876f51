package io.unveil.unpacker.dex;

/**
 * The part of the linear pass that reads nearly all code: a batch of methods that are taken to be
 * in order. It writes down every instruction that uses something, without a branch on what an
 * instruction is: a wrongly guessed one costs more than all else here. And it walks two methods at
 * a time: where an instruction begins is known only when the length of the one before it was looked
 * up, so a walk of one method spends its time waiting.
 */
final class QuickWalk {
  /** Longer methods are walked with care from the start. */
  static final int MAX_UNITS = 1 << 12;

  /** Bytes that may be read past the end of a method. */
  static final int READ_AHEAD = 8;

  private static final int LENGTH_MASK = 15;
  private static final int KIND_SHIFT = 4;
  private static final int KIND_MASK = 0x70;
  private static final int USED_SHIFT = 7;
  private static final int METHODS = 1 << UseList.BLOCK_SHIFT;
  private static final int ROOM = 2 * MAX_UNITS;

  /**
   * Length in bytes, kind of use, whether it is one; negative for what must be looked at: undefined
   * opcodes, {@code nop}, whose opcode payloads share, and {@code const-string/jumbo}, whose
   * operand is wide.
   */
  private static final int[] INFO = new int[256];

  static {
    for (int i = 0; i < INFO.length; i++) {
      int kind = CodeWalk.kind(i);
      int length = CodeWalk.bytes(i);
      INFO[i] = length | kind << KIND_SHIFT | (kind == 0 ? 0 : 1 << USED_SHIFT);
      if (length == 0 || i == Opcode.NOP.value() || i == CodeWalk.CONST_STRING_JUMBO) {
        INFO[i] |= Integer.MIN_VALUE;
      }
    }
  }

  private final int[] ordinals = new int[METHODS];
  private final int[] starts = new int[METHODS];
  private final int[] ends = new int[METHODS];
  private final int[] rooms = new int[METHODS];

  /** Uses in each method, -1 for one that is not in order. */
  private final int[] counts = new int[METHODS];

  /** Offsets of the instructions that use something, those of each method from its room on. */
  private final int[] found = new int[ROOM];

  private int methods;
  private int roomTaken;

  /**
   * Adds a method to the batch. {@return whether there was room}
   *
   * @param insns offset of its instructions
   * @param units how many code units they have, 1 to {@link #MAX_UNITS}
   */
  boolean add(int ordinal, int insns, int units) {
    if (methods == METHODS || ROOM - roomTaken < units) {
      return false;
    }
    ordinals[methods] = ordinal;
    starts[methods] = insns;
    ends[methods] = insns + 2 * units;
    rooms[methods] = roomTaken;
    // An instruction is a unit at least and uses one thing at most.
    roomTaken += units;
    methods++;
    return true;
  }

  /** {@return the methods of the batch} */
  int methods() {
    return methods;
  }

  /** Begins the next batch. */
  void clear() {
    methods = 0;
    roomTaken = 0;
  }

  int ordinal(int method) {
    return ordinals[method];
  }

  int start(int method) {
    return starts[method];
  }

  int end(int method) {
    return ends[method];
  }

  /** Walks all methods of the batch. */
  void run(byte[] bytes) {
    if (methods == 1) {
      single(bytes, 0, starts[0], rooms[0]);
    } else if (methods > 1) {
      lanes(bytes);
    }
  }

  /**
   * Two methods in turns; the one that ends makes room for the next. Both halves are the same but
   * for the names: whatever they share costs more than it saves.
   */
  private void lanes(byte[] bytes) {
    int first = 0;
    int second = 1;
    int next = 2;
    int at1 = starts[0];
    int at2 = starts[1];
    int end1 = ends[0];
    int end2 = ends[1];
    int to1 = rooms[0];
    int to2 = rooms[1];
    while (true) {
      int word1 = LittleEndian.s4(bytes, at1);
      int info1 = INFO[word1 & 0xff];
      int length1 = info1 & LENGTH_MASK;
      // Both: negative info, and a unit that is not 0, which is the plain nop of debug builds.
      if ((info1 & -(word1 & 0xffff)) < 0) {
        length1 = length(bytes, at1, end1);
      }
      found[to1] = at1;
      to1 += info1 >> USED_SHIFT & 1;
      at1 += length1;
      if (at1 >= end1) {
        counts[first] = at1 == end1 ? to1 - rooms[first] : -1;
        if (next == methods) {
          single(bytes, second, at2, to2);
          return;
        }
        first = next++;
        at1 = starts[first];
        end1 = ends[first];
        to1 = rooms[first];
      }
      int word2 = LittleEndian.s4(bytes, at2);
      int info2 = INFO[word2 & 0xff];
      int length2 = info2 & LENGTH_MASK;
      if ((info2 & -(word2 & 0xffff)) < 0) {
        length2 = length(bytes, at2, end2);
      }
      found[to2] = at2;
      to2 += info2 >> USED_SHIFT & 1;
      at2 += length2;
      if (at2 >= end2) {
        counts[second] = at2 == end2 ? to2 - rooms[second] : -1;
        if (next == methods) {
          single(bytes, first, at1, to1);
          return;
        }
        second = next++;
        at2 = starts[second];
        end2 = ends[second];
        to2 = rooms[second];
      }
    }
  }

  /** Walks what is left of one method. */
  private void single(byte[] bytes, int method, int from, int firstFree) {
    int at = from;
    int end = ends[method];
    int to = firstFree;
    while (at < end) {
      int word = LittleEndian.s4(bytes, at);
      int info = INFO[word & 0xff];
      int length = info & LENGTH_MASK;
      if ((info & -(word & 0xffff)) < 0) {
        length = length(bytes, at, end);
      }
      found[to] = at;
      to += info >> USED_SHIFT & 1;
      at += length;
    }
    counts[method] = at == end ? to - rooms[method] : -1;
  }

  /** Length in bytes; one that leads past the end of the method when it is not in order. */
  private static int length(byte[] bytes, int at, int end) {
    int unit = LittleEndian.u2(bytes, at);
    int length =
        Opcode.isPayload(unit)
            ? CodeWalk.payloadBytes(bytes, at, end, unit)
            : CodeWalk.bytes(unit & 0xff);
    return length > 0 ? length : end - at + 2;
  }

  /**
   * Adds the uses of one method of the batch to the lists. {@return whether the method is in order
   * and all ids are in range; when not, what was added must be taken back}
   */
  boolean keep(int method, byte[] bytes, UseList[] lists, int[] idCounts) {
    int begin = rooms[method];
    int end = begin + counts[method];
    int insns = starts[method];
    int ordinal = ordinals[method];
    int inRange = counts[method];
    for (int i = begin; i < end; i++) {
      int at = found[i];
      int word = LittleEndian.s4(bytes, at);
      int target = word >>> 16;
      if ((word & 0xff) == CodeWalk.CONST_STRING_JUMBO) {
        target = LittleEndian.s4(bytes, at + 2);
      }
      int kind = (INFO[word & 0xff] & KIND_MASK) >> KIND_SHIFT;
      inRange |= target | (idCounts[kind] - 1 - target);
      lists[kind].add(ordinal, (at - insns) >> 1, target);
    }
    return inRange >= 0;
  }
}
