package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import io.unveil.fixtures.DexCompiler;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged DEX files end in declared ways, in bounded time and memory. */
class DexSweepTest {
  private static final int MUTATIONS = 5_000;
  private static final int SLACK_BYTES = 16 << 20;
  private static final int MAX_GROWTH = 64;

  private static final String SOURCE =
      """
      package a;
      public class Small implements Runnable, java.io.Serializable {
        static final int A = 7; static final String B = "text \\u00e9"; static final long C = 1L << 40;
        static final double D = 2.5; static final Class<?>[] E = {String.class, int[].class};
        int[] table = {1, 2, 3, 4, 5, 6, 7, 8};
        public void run() {
          try { System.out.println(pick(table.length) + B); }
          catch (IllegalStateException e) { throw e; }
          catch (RuntimeException e) { run(); } finally { table = null; }
        }
        static String pick(int i) {
          switch (i) { case 1: return "one"; case 2: return "two"; case 3: return "three"; case 4: return "x"; default: }
          switch (i) { case 100: return "a"; case 20000: return "b"; case -5: return "c"; default: return "other"; }
        }
      }
      """;

  private static final byte[] DEX = DexCompiler.dex(SOURCE);

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyPrefix_endsInAFailureOrIsRead() {
    for (int length = 0; length < DEX.length; length++) {
      byte[] cut = Arrays.copyOf(DEX, length);
      assertThatCode(() -> DexReading.all(cut))
          .as("first %d bytes", length)
          .doesNotThrowAnyException();
    }
    assertThat(DexReading.open(Arrays.copyOf(DEX, 0x6f)).failures())
        .containsExactly("classes.dex: DEX header runs past the end (offset 111)");
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void mutations_endInDeclaredWaysWithinMemory() {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(random);
      String rerun = "rerun with -Dtest.seed=%d, iteration %d".formatted(seed, i);
      long before = allocated();
      assertThatCode(() -> DexReading.all(bytes)).as(rerun).doesNotThrowAnyException();
      assertThat(allocated() - before)
          .as(rerun)
          .isLessThan((long) MAX_GROWTH * bytes.length + SLACK_BYTES);
    }
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = DEX.clone();
    int changes = 1 + random.nextInt(6);
    for (int k = 0; k < changes; k++) {
      int at = random.nextInt(4) == 0 ? random.nextInt(0x70) : random.nextInt(bytes.length);
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (byte) 0xff;
            case 2 -> (byte) (bytes[at] + 1);
            default -> (byte) random.nextInt();
          };
    }
    return bytes;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void allMethodsShareOneLongCode_passStopsAtItsBudget() {
    StringBuilder body = new StringBuilder("package a; public class Many {");
    for (int i = 0; i < 400; i++) {
      body.append("static int m").append(i).append("(int x) { return x * ").append(i).append("; }");
    }
    body.append("static void long_() {");
    body.append("System.gc();".repeat(4_000)).append("} }");
    byte[] dex = DexCompiler.dex(body.toString());
    DexCode honest = DexReading.open(dex);
    DexClass many = honest.files().getFirst().classes().getFirst();
    DexMethod longest = requireNonNull(many.method("long_", "()V"));

    byte[] hostile = pointAllTo(dex, honest, longest.codeOffset());
    CodeIndex index = DexReading.open(hostile).index();

    assertThat(index.badReasons()).containsKey("methods share too much code");
    assertThat(index.unitsWalked()).isLessThanOrEqualTo(2L * hostile.length);
  }

  /** Rewrites each code offset of the same encoded length in class_data. */
  private static byte[] pointAllTo(byte[] dex, DexCode code, int codeOffset) {
    byte[] changed = dex.clone();
    byte[] target = uleb(codeOffset);
    for (int i = 0; i < code.methodCount(); i++) {
      byte[] old = uleb(code.method(i).codeOffset());
      int at = lastIndexOf(changed, old);
      if (at >= 0 && old.length == target.length) {
        System.arraycopy(target, 0, changed, at, target.length);
      }
    }
    return changed;
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int at = bytes.length - wanted.length; at >= 0; at--) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] uleb(int value) {
    byte[] bytes = new byte[5];
    int length = 0;
    int rest = value;
    do {
      bytes[length++] = (byte) ((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest >>>= 7;
    } while (rest != 0);
    return Arrays.copyOf(bytes, length);
  }
}
