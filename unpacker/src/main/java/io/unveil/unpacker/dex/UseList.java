package io.unveil.unpacker.dex;

import java.util.Arrays;

/**
 * Uses of one kind as the pass finds them, in chunks: nothing that is large is copied, and no array
 * is so long that a collector must treat it by itself. One use is one number: pc in code units,
 * which method of its block uses it, and the id that is used.
 *
 * <p>The ranges hold for every file that fits an array: an instruction takes two bytes, a row of
 * the largest table four.
 */
final class UseList {
  /** Methods in a block are {@code 1 << BLOCK_SHIFT}. */
  static final int BLOCK_SHIFT = 5;

  static final int CHUNK_SHIFT = 14;
  static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  private static final int TARGET_BITS = 29;
  private static final int PC_SHIFT = TARGET_BITS + BLOCK_SHIFT;
  private static final int TARGET_MASK = (1 << TARGET_BITS) - 1;
  private static final int OWNER_MASK = (1 << BLOCK_SHIFT) - 1;

  private final int[] blocks;
  private long[][] chunks = new long[4][];
  private int fullChunks;
  private long[] last = new long[16];
  private int inLast;

  /**
   * @param methods how many methods all files define
   */
  UseList(int methods) {
    blocks = new int[(methods >>> BLOCK_SHIFT) + 2];
  }

  /** Says that the next uses are of methods of this block; blocks come in ascending order. */
  void beginBlock(int block) {
    blocks[block] = size();
  }

  /** Adds a use of a method of the block that was begun last. */
  void add(int ordinal, int pc, int target) {
    if (inLast == last.length) {
      extend();
    }
    last[inLast] =
        (long) pc << PC_SHIFT
            | (long) (ordinal & OWNER_MASK) << TARGET_BITS
            | (target & TARGET_MASK);
    inLast++;
  }

  private void extend() {
    if (last.length <= CHUNK_MASK) {
      last = Arrays.copyOf(last, Math.min(4 * last.length, 1 << CHUNK_SHIFT));
      return;
    }
    if (fullChunks + 1 >= chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunks.length);
    }
    chunks[fullChunks++] = last;
    last = new long[1 << CHUNK_SHIFT];
    inLast = 0;
  }

  /** Takes back what was added for this method, which must be the last one with uses. */
  void takeBack(int ordinal) {
    int first = blocks[ordinal >>> BLOCK_SHIFT];
    while (size() > first && owner(lastUse()) == (ordinal & OWNER_MASK)) {
      if (inLast == 0) {
        last = chunks[--fullChunks];
        inLast = last.length;
      }
      inLast--;
    }
  }

  private long lastUse() {
    return inLast > 0 ? last[inLast - 1] : chunks[fullChunks - 1][CHUNK_MASK];
  }

  int size() {
    return (fullChunks << CHUNK_SHIFT) + inLast;
  }

  /**
   * {@return all uses; nothing may be added any more}
   *
   * @param blocksBegun how many blocks were begun
   * @param firstOrdinals for each file the ordinal of its first method, and the method count at the
   *     end
   */
  CodeIndex.Uses finish(int blocksBegun, int[] firstOrdinals) {
    Arrays.fill(blocks, blocksBegun, blocks.length, size());
    chunks[fullChunks] = last;
    return new CodeIndex.Uses(chunks, size(), blocks, firstOrdinals);
  }

  static int pc(long use) {
    return (int) (use >>> PC_SHIFT);
  }

  static int target(long use) {
    return (int) use & TARGET_MASK;
  }

  /** {@return which method of its block has the use} */
  static int owner(long use) {
    return (int) (use >>> TARGET_BITS) & OWNER_MASK;
  }
}
