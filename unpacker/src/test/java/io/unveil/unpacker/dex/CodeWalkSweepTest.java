package io.unveil.unpacker.dex;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The linear pass beside a slow reader that asks {@link CodeItem} for every instruction. */
class CodeWalkSweepTest {
  private static final long SEED = 20_261_123L;
  private static final int ROUNDS = 3_000;

  private static final byte[] DEX =
      DexCompiler.dex(
          """
          package a; class A { int x; static String s; Object o;
            int f(int i) { switch (i) { case 1: return 4; case 2: return x; case 900: return 7; } x = i; return x + 1; }
            int[] g() { s = "one"; o = new A(); return new int[] {1, 2, 3, 4, 5, 6, 7}; }
            Class<?> h() { return o == null ? A.class : o.getClass(); }
            Runnable r() { return () -> System.out.println(s + o); }
            void calls(String t) { t.length(); t.trim(); t.length(); new A().f(3); r().run(); } }
          """);

  @Test
  void randomCode_isReadLikeInstructionByInstruction() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    int bad = 0;
    int whole = 0;
    for (int round = 0; round < ROUNDS; round++) {
      DexCode code = DexReading.open(changed(random));
      for (int ordinal = 0; ordinal < code.methodCount(); ordinal++) {
        List<String> expected = new ArrayList<>();
        boolean isWhole = read(code.method(ordinal), expected);
        assertThat(found(code.index(), ordinal)).as("round %d", round).isEqualTo(expected);
        assertThat(code.index().isBad(ordinal)).isEqualTo(!isWhole);
        bad += isWhole ? 0 : 1;
        whole += isWhole ? 1 : 0;
      }
    }
    assertThat(bad).isGreaterThan(ROUNDS / 4);
    assertThat(whole).isGreaterThan(ROUNDS);
  }

  /** Some code units of one method replaced, often by an opcode that the pass looks at. */
  private static byte[] changed(Random random) {
    byte[] bytes = DEX.clone();
    DexCode code = DexReading.open(DEX);
    DexMethod method = code.method(random.nextInt(code.methodCount()));
    if (!method.hasCode()) {
      return bytes;
    }
    int insns = method.codeOffset() + CodeItem.HEADER_BYTES;
    int[] opcodes = {
      0x00, 0x1a, 0x1b, 0x1c, 0x22, 0x52, 0x59, 0x62, 0x69, 0x6e, 0x71, 0xfa, 0xfc, 0x3e
    };
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = insns + 2 * random.nextInt(method.file().code(method).units());
      bytes[at] =
          (byte)
              (random.nextBoolean() ? opcodes[random.nextInt(opcodes.length)] : random.nextInt());
      bytes[at + 1] = (byte) random.nextInt(5);
    }
    return bytes;
  }

  private static List<String> found(CodeIndex index, int ordinal) {
    List<String> all = new ArrayList<>();
    List<CodeIndex.Uses> kinds =
        List.of(
            index.calls(),
            index.fieldReads(),
            index.fieldWrites(),
            index.instantiations(),
            index.stringConstants(),
            index.classConstants(),
            index.customCalls());
    for (int kind = 0; kind < kinds.size(); kind++) {
      CodeIndex.Uses uses = kinds.get(kind);
      for (int k = uses.begin(ordinal); k < uses.end(ordinal); k++) {
        assertThat(uses.owner(k)).isEqualTo(ordinal);
        all.add(kind + " " + uses.pc(k) + " " + uses.target(k));
      }
    }
    return all;
  }

  /** {@return whether the method can be read to its end} */
  private static boolean read(DexMethod method, List<String> uses) {
    List<List<String>> byKind = new ArrayList<>();
    for (int kind = 0; kind < 7; kind++) {
      byKind.add(new ArrayList<>());
    }
    boolean whole = !method.hasCode() || read(method.file(), method.file().code(method), byKind);
    byKind.forEach(uses::addAll);
    return whole;
  }

  private static boolean read(DexFile file, CodeItem code, List<List<String>> byKind) {
    for (int pc = 0; pc < code.units(); ) {
      int length;
      try {
        length = code.units(pc);
      } catch (BadCodeException e) {
        return false;
      }
      int kind = Opcode.isPayload(code.unit(pc)) ? -1 : kind(code.unit(pc) & 0xff);
      if (kind >= 0) {
        int target = (code.unit(pc) & 0xff) == 0x1b ? code.s4(pc + 1) : code.unit(pc + 1);
        int[] ids = {
          file.methodIdCount(),
          file.fieldIdCount(),
          file.fieldIdCount(),
          file.typeCount(),
          file.stringCount(),
          file.typeCount(),
          Integer.MAX_VALUE
        };
        if (target < 0 || target >= ids[kind]) {
          return false;
        }
        byKind.get(kind).add(kind + " " + pc + " " + target);
      }
      pc += length;
    }
    return true;
  }

  /** The kinds in the order of {@link #found}, by the opcode table of the DEX format. */
  private static int kind(int opcode) {
    if ((opcode >= 0x6e && opcode <= 0x72)
        || (opcode >= 0x74 && opcode <= 0x78)
        || opcode == 0xfa
        || opcode == 0xfb) {
      return 0;
    }
    if ((opcode >= 0x52 && opcode <= 0x58) || (opcode >= 0x60 && opcode <= 0x66)) {
      return 1;
    }
    if ((opcode >= 0x59 && opcode <= 0x5f) || (opcode >= 0x67 && opcode <= 0x6d)) {
      return 2;
    }
    return switch (opcode) {
      case 0x22 -> 3;
      case 0x1a, 0x1b -> 4;
      case 0x1c -> 5;
      case 0xfc, 0xfd -> 6;
      default -> -1;
    };
  }
}
