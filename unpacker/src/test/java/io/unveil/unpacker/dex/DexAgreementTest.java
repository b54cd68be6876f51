package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.d2j.node.DexClassNode;
import com.googlecode.d2j.node.DexFileNode;
import com.googlecode.d2j.node.DexMethodNode;
import com.googlecode.d2j.node.insn.AbstractMethodStmtNode;
import com.googlecode.d2j.node.insn.ConstStmtNode;
import com.googlecode.d2j.node.insn.DexLabelStmtNode;
import com.googlecode.d2j.node.insn.DexStmtNode;
import com.googlecode.d2j.node.insn.FieldStmtNode;
import com.googlecode.d2j.reader.DexFileReader;
import com.googlecode.d2j.reader.Op;
import io.unveil.unpacker.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Our reader and dex2jar's tell the same about the DroidBench apps, which are not hostile. */
class DexAgreementTest {
  private static final Path APKS =
      Path.of(System.getProperty("unveil.root", ".")).resolve("../shared/corpora/droidbench/apk");

  /** Counts over one file; equal for two readers that see the same. */
  private record Counts(
      int classes, int methods, int fields, int withCode, int calls, int fieldUses, int strings) {}

  @Test
  void droidBench_countsOfDex2jarAndOursAgree() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(APKS), () -> "skipped: no corpus at " + APKS);
    int files = 0;
    int instructions = 0;
    try (var apks = Files.walk(APKS)) {
      for (Path apk : apks.filter(p -> p.toString().endsWith(".apk")).sorted().toList()) {
        Map<String, byte[]> dexes = dexes(apk);
        DexCode code = DexCode.of(dexes, Limits.DEFAULT);
        assertThat(code.failures()).as("%s", apk).isEmpty();
        assertThat(code.index().badReasons()).as("%s", apk).isEmpty();
        for (DexFile file : code.files()) {
          byte[] bytes = requireNonNull(dexes.get(file.name()));
          assertThat(ours(code, file)).as("%s", apk).isEqualTo(theirs(bytes));
          instructions += instructions(file);
          assertThat(file.sightings()).as("%s", apk).isEmpty();
          assertThat(file.firstApi()).as("%s", apk).hasValue(21);
          files++;
        }
      }
    }
    assertThat(files).isGreaterThan(100);
    System.out.printf("DEX agreement: %d files, %d instructions%n", files, instructions);
  }

  private static Counts ours(DexCode code, DexFile file) {
    CodeIndex index = code.index();
    int fields = 0;
    int withCode = 0;
    int methods = 0;
    int[] uses = new int[3];
    for (DexClass dexClass : file.classes()) {
      fields += dexClass.declaredFields().size();
      methods += dexClass.methods().size();
      for (DexMethod method : dexClass.methods()) {
        withCode += method.hasCode() ? 1 : 0;
        int i = method.ordinal();
        uses[0] += size(index.calls(), i) + size(index.customCalls(), i);
        uses[1] += size(index.fieldReads(), i) + size(index.fieldWrites(), i);
        uses[2] += size(index.stringConstants(), i);
      }
    }
    return new Counts(file.classes().size(), methods, fields, withCode, uses[0], uses[1], uses[2]);
  }

  private static int size(CodeIndex.Uses uses, int ordinal) {
    return uses.end(ordinal) - uses.begin(ordinal);
  }

  /** dex2jar skips code that cannot be reached, which compilers do not write. */
  private static Counts theirs(byte[] dex) {
    DexFileNode node = new DexFileNode();
    new DexFileReader(dex).accept(node, DexFileReader.SKIP_DEBUG | DexFileReader.KEEP_ALL_METHODS);
    int methods = 0;
    int fields = 0;
    int withCode = 0;
    int[] uses = new int[3];
    for (DexClassNode dexClass : node.clzs) {
      fields += dexClass.fields == null ? 0 : dexClass.fields.size();
      for (DexMethodNode method :
          dexClass.methods == null ? List.<DexMethodNode>of() : dexClass.methods) {
        methods++;
        if (method.codeNode != null) {
          withCode++;
          method.codeNode.stmts.forEach(s -> count(s, uses));
        }
      }
    }
    return new Counts(node.clzs.size(), methods, fields, withCode, uses[0], uses[1], uses[2]);
  }

  private static void count(DexStmtNode statement, int[] uses) {
    switch (statement) {
      case AbstractMethodStmtNode _ -> uses[0]++;
      case FieldStmtNode _ -> uses[1]++;
      case ConstStmtNode c when c.op == Op.CONST_STRING || c.op == Op.CONST_STRING_JUMBO ->
          uses[2]++;
      default -> {}
    }
  }

  @Test
  void droidBench_instructionsOfEachMethodAgree() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(APKS), () -> "skipped: no corpus at " + APKS);
    int methods = 0;
    try (var apks = Files.walk(APKS)) {
      for (Path apk : apks.filter(p -> p.toString().endsWith(".apk")).sorted().toList()) {
        Map<String, byte[]> dexes = dexes(apk);
        for (DexFile file : DexCode.of(dexes, Limits.DEFAULT).files()) {
          byte[] bytes = requireNonNull(dexes.get(file.name()));
          DexFileNode node = new DexFileNode();
          new DexFileReader(bytes)
              .accept(node, DexFileReader.SKIP_DEBUG | DexFileReader.KEEP_ALL_METHODS);
          for (int c = 0; c < node.clzs.size(); c++) {
            methods += sameInstructions(file.classes().get(c), node.clzs.get(c));
          }
        }
      }
    }
    assertThat(methods).isGreaterThan(1_000);
    System.out.printf("DEX agreement: the instructions of %d methods are the same%n", methods);
  }

  private static int sameInstructions(DexClass ours, DexClassNode theirs) {
    assertThat(ours.descriptor()).isEqualTo(theirs.className);
    assertThat(ours.superclass()).isEqualTo(theirs.superClass);
    if (theirs.methods == null) {
      assertThat(ours.methods()).isEmpty();
      return 0;
    }
    for (int i = 0; i < theirs.methods.size(); i++) {
      DexMethod method = ours.methods().get(i);
      DexMethodNode other = theirs.methods.get(i);
      assertThat(method.id().name() + method.id().descriptor())
          .isEqualTo(other.method.getName() + other.method.getDesc());
      assertThat(method.hasCode()).isEqualTo(other.codeNode != null);
      if (other.codeNode != null) {
        assertThat(mnemonics(method)).as("%s", method).isEqualTo(mnemonics(other));
      }
    }
    return theirs.methods.size();
  }

  private static List<String> mnemonics(DexMethod method) {
    CodeItem code = method.file().code(method);
    List<String> names = new ArrayList<>();
    for (int pc = 0; pc < code.units(); pc += code.units(pc)) {
      Opcode opcode = Opcode.of(code.unit(pc));
      // A nop pads a payload and cannot be reached, so dex2jar does not show it.
      if (opcode != null && opcode != Opcode.NOP) {
        names.add(opcode.mnemonic());
      }
    }
    return names;
  }

  private static List<String> mnemonics(DexMethodNode method) {
    return method.codeNode.stmts.stream()
        .filter(s -> !(s instanceof DexLabelStmtNode) && s.op != Op.NOP)
        .map(s -> s.op.displayName)
        .toList();
  }

  private static int instructions(DexFile file) {
    int count = 0;
    for (DexClass dexClass : file.classes()) {
      for (DexMethod method : dexClass.methods()) {
        count += method.hasCode() ? mnemonics(method).size() : 0;
      }
    }
    return count;
  }

  private static Map<String, byte[]> dexes(Path apk) throws IOException {
    Map<String, byte[]> dexes = new TreeMap<>();
    try (InputStream in = Files.newInputStream(apk);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().matches("classes\\d*\\.dex")) {
          dexes.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return dexes;
  }
}
