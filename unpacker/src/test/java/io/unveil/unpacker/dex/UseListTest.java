package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UseListTest {
  private static final int METHODS = 3 << UseList.BLOCK_SHIFT;
  private static final int PER_METHOD = 300;

  /** A few hundred uses of every method: more than one chunk. */
  private static UseList full() {
    UseList list = new UseList(METHODS);
    for (int ordinal = 0; ordinal < METHODS; ordinal++) {
      if (ordinal % (1 << UseList.BLOCK_SHIFT) == 0) {
        list.beginBlock(ordinal >>> UseList.BLOCK_SHIFT);
      }
      for (int i = 0; i < PER_METHOD; i++) {
        list.add(ordinal, i, ordinal + i);
      }
    }
    return list;
  }

  @Test
  void everyUse_isFoundByItsMethod() {
    CodeIndex.Uses uses = full().finish(3, new int[] {0, METHODS});

    assertThat(uses.size()).isEqualTo(METHODS * PER_METHOD).isGreaterThan(UseList.CHUNK_MASK);
    for (int k = 0; k < uses.size(); k++) {
      int ordinal = k / PER_METHOD;
      assertThat(uses.owner(k)).isEqualTo(ordinal);
      assertThat(uses.pc(k)).isEqualTo(k % PER_METHOD);
      assertThat(uses.target(k)).isEqualTo(ordinal + k % PER_METHOD);
    }
    for (int ordinal = 0; ordinal < METHODS; ordinal++) {
      assertThat(uses.begin(ordinal)).isEqualTo(ordinal * PER_METHOD);
      assertThat(uses.end(ordinal)).isEqualTo((ordinal + 1) * PER_METHOD);
    }
  }

  @Test
  void takeBack_removesTheUsesOfTheLastMethodOnlyAlsoOverChunks() {
    UseList list = full();
    int last = METHODS - 1;
    int before = list.size() - PER_METHOD;
    for (int i = 0; i <= UseList.CHUNK_MASK; i++) {
      list.add(last, i, 7);
    }

    list.takeBack(last);
    list.takeBack(last);
    list.add(last, 5, 9);

    CodeIndex.Uses uses = list.finish(3, new int[] {0, METHODS});
    assertThat(uses.size()).isEqualTo(before + 1);
    assertThat(uses.begin(last)).isEqualTo(before);
    assertThat(uses.target(before)).isEqualTo(9);
    assertThat(uses.owner(before - 1)).isEqualTo(last - 1);
  }

  @Test
  void largestNumbers_doNotTouchEachOther() {
    UseList list = new UseList(1 << UseList.BLOCK_SHIFT);
    int last = (1 << UseList.BLOCK_SHIFT) - 1;
    list.beginBlock(0);
    list.add(0, (1 << 30) - 1, 0);
    list.add(last, 0, (1 << 29) - 1);
    CodeIndex.Uses uses = list.finish(1, new int[] {0, last + 1});

    assertThat(uses.pc(0)).isEqualTo((1 << 30) - 1);
    assertThat(uses.owner(0)).isZero();
    assertThat(uses.target(0)).isZero();
    assertThat(uses.pc(1)).isZero();
    assertThat(uses.owner(1)).isEqualTo(last);
    assertThat(uses.target(1)).isEqualTo((1 << 29) - 1);
  }
}
