package io.unveil.unpacker.lift;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

class MethodLifterTest {
  private static final String SOURCE =
      """
      package a;
      public class Calls {
        int[] table = {1, 2, 3, 4, 5, 6, 7, 8};
        static String nested(StringBuilder s, String x, String y) {
          return s.append(x.trim()).append(y.trim()).append(x.concat(y.trim())).toString();
        }
        static int loop(java.util.List<String> all) {
          int sum = 0;
          for (String one : all) {
            try { sum += Integer.parseInt(one.trim()); }
            catch (NumberFormatException e) { sum -= one.length(); }
          }
          return sum;
        }
        long choose(int i, Object o) {
          switch (i) { case 1: return o.hashCode(); case 2: return 7L; case 3: return table.length; case 4: return -1; default: }
          synchronized (o) { return o == null ? System.nanoTime() : Math.max(i, (long) o.toString().length()); }
        }
      }
      """;

  private static final byte[] DEX = DexCompiler.dex(SOURCE);

  private static DexCode code(byte[] dex) {
    return DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);
  }

  private static Lifted.Body lift(DexMethod method) {
    Lifted lifted = new MethodLifter().lift(method);
    assertThat(lifted).as("%s", method).isInstanceOf(Lifted.Body.class);
    return (Lifted.Body) lifted;
  }

  private static DexMethod method(String name) {
    DexClass calls = requireNonNull(code(DEX).find("La/Calls;"));
    return calls.methods().stream()
        .filter(m -> m.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void asmCore_isTheCopyOfDex2jarAndAnAnalyzerRunsOnIt() throws AnalyzerException {
    String core = Opcodes.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    assertThat(core).contains("d2j-external");

    Frame<BasicValue>[] frames =
        new Analyzer<>(new BasicInterpreter())
            .analyzeAndComputeMaxs("a/Calls", lift(method("loop")).node());

    assertThat(frames).isNotEmpty();
    assertThat(Analyzer.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .contains("asm-analysis-9.10.1");
  }

  @Test
  void everyMethod_isLiftedAndAnalysable() throws AnalyzerException {
    DexCode code = code(DEX);
    for (int i = 0; i < code.methodCount(); i++) {
      Lifted.Body body = lift(code.method(i));
      assertThat(
              new Analyzer<>(new BasicInterpreter()).analyzeAndComputeMaxs("a/Calls", body.node()))
          .isNotEmpty();
      assertThat(body.node().name).isEqualTo(code.method(i).id().name());
      assertThat(body.node().desc).isEqualTo(code.method(i).id().descriptor());
    }
  }

  @Test
  void pcOf_givesEachNestedCallItsOwnInstruction() {
    DexMethod nested = method("nested");
    CodeItem code = nested.file().code(nested);
    Lifted.Body body = lift(nested);

    List<Integer> pcs = new ArrayList<>();
    for (AbstractInsnNode insn : body.node().instructions) {
      if (insn instanceof MethodInsnNode call) {
        int pc = body.pcOf(call);
        MethodId callee = nested.file().methodId(code.unit(pc + 1));
        assertThat(callee.name() + callee.descriptor()).isEqualTo(call.name + call.desc);
        pcs.add(pc);
      }
    }
    // trim, append, trim, append, trim, concat, append, toString: evaluation order is the order of
    // the DEX code.
    assertThat(pcs).hasSize(8).isSorted().doesNotHaveDuplicates();
    assertThat(body.invokePcs().size()).isEqualTo(8);
    assertThat(body.pcOf(body.node().instructions.getFirst())).isEqualTo(-1);
  }

  @Test
  void abstractMethod_isNotLifted() {
    DexCode code = code(DexCompiler.dex("package a; interface I { void m(); }"));
    assertThat(new MethodLifter().lift(code.method(0)))
        .isEqualTo(new Lifted.Failed("read", "the method has no code"));
  }

  @Test
  void methodOverTheSizeGate_isNotLifted() {
    DexCode code =
        code(
            DexCompiler.dex(
                "package a; class Big { void m() {" + "System.gc();".repeat(3_400) + "} }"));
    DexMethod m = requireNonNull(requireNonNull(code.find("La/Big;")).method("m", "()V"));

    assertThat(new MethodLifter().lift(m))
        .isEqualTo(new Lifted.Failed("size", "10201 code units, more than 10000"));
  }

  @Test
  void undefinedOpcode_isAFailureOfReadingWithItsPc() {
    DexMethod loop = method("loop");
    byte[] bytes = DEX.clone();
    bytes[loop.codeOffset() + 16] = 0x3e;
    DexMethod bad = code(bytes).method(loop.ordinal());

    Lifted lifted = new MethodLifter().lift(bad);

    assertThat(lifted).isInstanceOf(Lifted.Failed.class);
    assertThat(((Lifted.Failed) lifted).stage()).isEqualTo("read");
    assertThat(((Lifted.Failed) lifted).reason()).contains("undefined opcode 3e");
  }

  /** dex2jar allocates by these sizes; one such file of a kilobyte once exhausted its heap. */
  @Test
  void stringDeclaredLongerThanTheFile_isRefusedBeforeDex2jarSeesIt() {
    byte[] bytes = DEX.clone();
    int table = (bytes[60] & 0xff) | (bytes[61] & 0xff) << 8;
    int data = (bytes[table] & 0xff) | (bytes[table + 1] & 0xff) << 8;
    System.arraycopy(new byte[] {-1, -1, -1, -1, 3}, 0, bytes, data, 5);
    DexMethod any = code(bytes).method(0);

    Lifted lifted = new MethodLifter().lift(any);

    assertThat(lifted).isInstanceOf(Lifted.Failed.class);
    assertThat(((Lifted.Failed) lifted).reason()).contains("declared longer than the file");
  }

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void mutations_endAsBodyOrFailureWithoutAWordOnSystemErr() {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, Integer> outcomes = new TreeMap<>();
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(words, true, StandardCharsets.UTF_8));
    try {
      for (int i = 0; i < 3_000; i++) {
        byte[] bytes = mutated(random);
        DexCode code = code(bytes);
        MethodLifter lifter = new MethodLifter();
        for (int k = 0; k < code.methodCount(); k++) {
          Lifted lifted = lifter.lift(code.method(k));
          outcomes.merge(lifted instanceof Lifted.Failed f ? f.stage() : "body", 1, Integer::sum);
          if (lifted instanceof Lifted.Failed f) {
            assertThat(f.reason())
                .as("seed %d, iteration %d", seed, i)
                .doesNotContain("OutOfMemory");
          }
        }
      }
    } finally {
      System.setErr(before);
    }
    assertThat(words.toString(StandardCharsets.UTF_8))
        .as("rerun with -Dtest.seed=%d", seed)
        .isEmpty();
    assertThat(outcomes).containsKeys("body", "read");
    System.out.println("lift of mutated methods: " + outcomes);
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = DEX.clone();
    DexCode good = code(DEX);
    DexMethod method = good.method(random.nextInt(good.methodCount()));
    int insns = method.codeOffset() + 16;
    int end = insns + 2 * method.file().code(method).units();
    for (int k = 1 + random.nextInt(3); k > 0; k--) {
      boolean inCode = random.nextInt(4) > 0;
      int at =
          inCode ? insns + random.nextInt(end - insns) : 0x70 + random.nextInt(bytes.length - 0x70);
      bytes[at] = (byte) random.nextInt();
    }
    return bytes;
  }
}
