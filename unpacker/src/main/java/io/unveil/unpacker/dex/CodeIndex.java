package io.unveil.unpacker.dex;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;

/**
 * What every method uses, found by one linear pass over all code: calls, fields, instantiated
 * types, string and class constants. The pass reads instructions one after the other from the first
 * to the last, which is also how ART's verifier first reads a method: code that does not decode so
 * is refused by ART, and counted as bad here.
 */
public final class CodeIndex {
  private final Uses calls;
  private final Uses fieldReads;
  private final Uses fieldWrites;
  private final Uses instantiations;
  private final Uses stringConstants;
  private final Uses classConstants;
  private final Uses customCalls;
  private final BitSet bad;
  private final Map<String, Integer> badReasons;
  private final long unitsWalked;

  CodeIndex(Uses[] byKind, BitSet bad, Map<String, Integer> badReasons, long unitsWalked) {
    this.calls = byKind[CodeWalk.CALL];
    this.fieldReads = byKind[CodeWalk.FIELD_READ];
    this.fieldWrites = byKind[CodeWalk.FIELD_WRITE];
    this.instantiations = byKind[CodeWalk.INSTANTIATION];
    this.stringConstants = byKind[CodeWalk.STRING];
    this.classConstants = byKind[CodeWalk.CLASS];
    this.customCalls = byKind[CodeWalk.CUSTOM_CALL];
    this.bad = bad;
    this.badReasons = Map.copyOf(badReasons);
    this.unitsWalked = unitsWalked;
  }

  /** {@return every {@code invoke} but {@code invoke-custom}; targets are method ids} */
  public Uses calls() {
    return calls;
  }

  /** {@return every {@code iget} and {@code sget}; targets are field ids} */
  public Uses fieldReads() {
    return fieldReads;
  }

  /** {@return every {@code iput} and {@code sput}; targets are field ids} */
  public Uses fieldWrites() {
    return fieldWrites;
  }

  /** {@return every {@code new-instance}; targets are type ids} */
  public Uses instantiations() {
    return instantiations;
  }

  /** {@return every {@code const-string}; targets are string ids} */
  public Uses stringConstants() {
    return stringConstants;
  }

  /** {@return every {@code const-class}; targets are type ids} */
  public Uses classConstants() {
    return classConstants;
  }

  /** {@return every {@code invoke-custom}; targets are call site ids, not checked} */
  public Uses customCalls() {
    return customCalls;
  }

  /**
   * {@return how many methods have code that could not be walked to its end; up to there it is
   * indexed}
   */
  public int badMethods() {
    return bad.cardinality();
  }

  /** {@return whether the method could not be walked to its end} */
  public boolean isBad(int methodOrdinal) {
    return bad.get(methodOrdinal);
  }

  /** {@return the reasons for {@link #badMethods()}, with the number of methods each} */
  public Map<String, Integer> badReasons() {
    return badReasons;
  }

  /** {@return how many code units the pass read} */
  public long unitsWalked() {
    return unitsWalked;
  }

  /**
   * Uses of one kind by method, positions {@code k} ascending by method ordinal and then by pc.
   * Targets are ids in the DEX file of the using method and are inside their table.
   */
  public static final class Uses {
    private final long[][] chunks;
    private final int size;
    private final int[] blocks;
    private final int[] firstOrdinals;

    /**
     * @param chunks see {@link UseList}; may have room for more than {@code size}
     * @param blocks for each block of methods its first position, and the size at the end
     * @param firstOrdinals for each file the ordinal of its first method, and the method count at
     *     the end
     */
    Uses(long[][] chunks, int size, int[] blocks, int[] firstOrdinals) {
      this.chunks = chunks;
      this.size = size;
      this.blocks = blocks;
      this.firstOrdinals = firstOrdinals;
    }

    /** {@return the first position of the method} */
    public int begin(int methodOrdinal) {
      return firstOf(Objects.checkIndex(methodOrdinal, firstOrdinals[firstOrdinals.length - 1]));
    }

    /** {@return the position after the last one of the method} */
    public int end(int methodOrdinal) {
      return firstOf(
          Objects.checkIndex(methodOrdinal, firstOrdinals[firstOrdinals.length - 1]) + 1);
    }

    /** {@return the first position of the method or of those after it} */
    private int firstOf(int methodOrdinal) {
      int block = methodOrdinal >>> UseList.BLOCK_SHIFT;
      int inBlock = methodOrdinal - (block << UseList.BLOCK_SHIFT);
      int low = blocks[block];
      int high = blocks[block + 1];
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (UseList.owner(use(middle)) < inBlock) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private long use(int k) {
      return chunks[k >>> UseList.CHUNK_SHIFT][k & UseList.CHUNK_MASK];
    }

    /** {@return the pc of use {@code k} in code units} */
    public int pc(int k) {
      return UseList.pc(use(Objects.checkIndex(k, size)));
    }

    /** {@return the id that use {@code k} names, in the DEX file of its method} */
    public int target(int k) {
      return UseList.target(use(Objects.checkIndex(k, size)));
    }

    /** {@return the ordinal of the method with use {@code k}, found by a binary search} */
    public int owner(int k) {
      int inBlock = UseList.owner(use(Objects.checkIndex(k, size)));
      int low = 0;
      int high = blocks.length - 1;
      while (low < high - 1) {
        int middle = (low + high) >>> 1;
        if (blocks[middle] <= k) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low << UseList.BLOCK_SHIFT) + inBlock;
    }

    /** {@return the number of uses} */
    public int size() {
      return size;
    }

    /** {@return the positions in {@code file} whose target is one of {@code targets}, ascending} */
    public int[] of(DexFile file, BitSet targets) {
      if (targets.isEmpty()) {
        return new int[0];
      }
      int end = firstOf(firstOrdinals[file.ordinal() + 1]);
      int[] found = new int[16];
      int count = 0;
      for (int k = firstOf(firstOrdinals[file.ordinal()]); k < end; ) {
        long[] chunk = chunks[k >>> UseList.CHUNK_SHIFT];
        int first = k & ~UseList.CHUNK_MASK;
        for (int next = Math.min(end, first + chunk.length); k < next; k++) {
          if (targets.get(UseList.target(chunk[k - first]))) {
            if (count == found.length) {
              found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = k;
          }
        }
      }
      return Arrays.copyOf(found, count);
    }
  }
}
