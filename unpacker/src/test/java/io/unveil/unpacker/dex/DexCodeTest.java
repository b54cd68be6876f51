package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DexCodeTest {
  private static final String PET =
      """
      package a;
      public class Pet extends Thread implements Runnable, Comparable<Pet> {
        static final boolean YES = true;
        static final byte B = -2;
        static final short S = -300;
        static final char C = '\\uffee';
        static final int I = -70000;
        static final long L = 0x1122334455667788L;
        static final float F = 1.5f;
        static final double D = -2.25;
        static final String TEXT = "gr\\u00fc\\u0000\\ud83d\\ude00";
        static int unset;
        String name;
        int[][] grid;

        public int compareTo(Pet other) { return name.compareTo(other.name); }

        public void run() {
          Object o = new StringBuilder("first");
          name = "second" + o;
          unset = name.length();
          System.out.println(Pet.class);
        }

        static long wide(long a, String[] b, double c) {
          try {
            return Long.parseLong(b[0]);
          } catch (NumberFormatException e) {
            return a;
          } catch (Throwable t) {
            return 2;
          }
        }

        native void far();
      }
      """;

  private static final byte[] DEX = DexCompiler.dex(PET);

  private static DexClass pet() {
    return requireNonNull(DexReading.open(DEX).find("La/Pet;"));
  }

  private static DexMethod method(String name, String descriptor) {
    return requireNonNull(pet().method(name, descriptor));
  }

  @Test
  void class_hasItsNamesAndMembers() {
    DexClass pet = pet();

    assertThat(pet.superclass()).isEqualTo("Ljava/lang/Thread;");
    assertThat(pet.interfaces()).containsExactly("Ljava/lang/Runnable;", "Ljava/lang/Comparable;");
    assertThat(pet.sourceFile()).isEqualTo("Pet.java");
    assertThat(pet.fields()).containsEntry("grid", "[[I").containsEntry("unset", "I").hasSize(12);
    assertThat(pet.methods().stream().map(m -> m.id().name()))
        .contains("<init>", "run", "compareTo", "wide", "far");
    assertThat(pet.methods()).allMatch(m -> m.file().owner().method(m.ordinal()) == m);
    assertThat(method("far", "()V").hasCode()).isFalse();
  }

  @Test
  void method_hasParametersResultAndFlags() {
    DexMethod wide = method("wide", "(J[Ljava/lang/String;D)J");

    assertThat(wide.parameterTypes()).containsExactly("J", "[Ljava/lang/String;", "D");
    assertThat(wide.returnType()).isEqualTo("J");
    assertThat(wide.isStatic()).isTrue();
    assertThat(wide.file().code(wide).ins()).isEqualTo(5);
    assertThat(wide.id()).hasToString("La/Pet;->wide(J[Ljava/lang/String;D)J");
    assertThat(method("run", "()V").isStatic()).isFalse();
    assertThat(pet().method("run", "(I)V")).isNull();
  }

  @Test
  void staticValue_hasTheTypeOfItsField() {
    DexClass pet = pet();

    assertThat(pet.staticValue("YES")).isEqualTo(true);
    assertThat(pet.staticValue("B")).isEqualTo((byte) -2);
    assertThat(pet.staticValue("S")).isEqualTo((short) -300);
    assertThat(pet.staticValue("C")).isEqualTo('\uffee');
    assertThat(pet.staticValue("I")).isEqualTo(-70_000);
    assertThat(pet.staticValue("L")).isEqualTo(0x1122334455667788L);
    assertThat(pet.staticValue("F")).isEqualTo(1.5f);
    assertThat(pet.staticValue("D")).isEqualTo(-2.25);
    assertThat(pet.staticValue("TEXT")).isEqualTo("gr\u00fc\0\ud83d\ude00");
    assertThat(pet.staticValue("unset")).isIn(null, 0);
    assertThat(pet.staticValue("name")).isNull();
    assertThat(pet.staticValue("missing")).isNull();
  }

  @Test
  void handlers_areInOrderWithTheCatchAllLast() {
    DexMethod wide = method("wide", "(J[Ljava/lang/String;D)J");
    CodeItem code = wide.file().code(wide);

    assertThat(code.tryCount()).isEqualTo(1);
    int parse = call(wide.file().owner().index(), wide, "parseLong");
    assertThat(parse).isBetween(code.tryStart(0), code.tryEnd(0) - 1);
    assertThat(code.tryEnd(0)).isLessThanOrEqualTo(code.units());
    assertThat(Arrays.stream(code.handlerPcs(0))).hasSize(2).allMatch(pc -> pc < code.units());
    int[] types = code.handlerTypeIds(0);
    assertThat(wide.file().type(types[0])).isEqualTo("Ljava/lang/NumberFormatException;");
    assertThat(types[1] == -1 || wide.file().type(types[1]).equals("Ljava/lang/Throwable;"))
        .isTrue();
    assertThatThrownBy(() -> code.tryStart(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void line_isTheSourceLineOfTheInstruction() {
    DexMethod run = method("run", "()V");
    CodeIndex index = run.file().owner().index();
    CodeItem code = run.file().code(run);
    List<String> lines = PET.lines().toList();

    int length = call(index, run, "length");
    assertThat(lines.get(requireNonNull(code.line(length)) - 1)).contains("name.length()");
    assertThat(lines.get(requireNonNull(code.line(call(index, run, "println"))) - 1))
        .contains("println");
  }

  private static int call(CodeIndex index, DexMethod method, String name) {
    CodeIndex.Uses calls = index.calls();
    for (int k = calls.begin(method.ordinal()); k < calls.end(method.ordinal()); k++) {
      if (method.file().methodId(calls.target(k)).name().equals(name)) {
        assertThat(calls.owner(k)).isEqualTo(method.ordinal());
        return calls.pc(k);
      }
    }
    throw new AssertionError("no call of " + name);
  }

  @Test
  void index_hasEveryUseAtItsPc() {
    DexMethod run = method("run", "()V");
    DexFile file = run.file();
    CodeIndex index = file.owner().index();
    int i = run.ordinal();

    CodeIndex.Uses strings = index.stringConstants();
    assertThat(
            IntStream.range(strings.begin(i), strings.end(i))
                .mapToObj(k -> file.string(strings.target(k))))
        .contains("first", "second");
    CodeIndex.Uses writes = index.fieldWrites();
    assertThat(
            IntStream.range(writes.begin(i), writes.end(i))
                .mapToObj(k -> file.fieldId(writes.target(k)).name()))
        .containsExactly("name", "unset");
    CodeIndex.Uses instantiations = index.instantiations();
    assertThat(file.type(instantiations.target(instantiations.begin(i))))
        .isEqualTo("Ljava/lang/StringBuilder;");
    CodeIndex.Uses classes = index.classConstants();
    assertThat(file.type(classes.target(classes.begin(i)))).isEqualTo("La/Pet;");
    assertThat(index.badMethods()).isZero();
    CodeItem code = file.code(run);
    CodeIndex.Uses calls = index.calls();
    for (int k = calls.begin(i); k < calls.end(i); k++) {
      Opcode opcode = requireNonNull(Opcode.of(code.unit(calls.pc(k))));
      assertThat(opcode.has(Opcode.Flag.INVOKE)).isTrue();
      assertThat(code.unit(calls.pc(k) + 1)).isEqualTo(calls.target(k));
    }
  }

  @Test
  void usesOf_findsTheCallsOfMarkedMethodsInOneFile() {
    DexFile file = pet().file();
    CodeIndex.Uses calls = file.owner().index().calls();
    BitSet targets = new BitSet();
    for (int id : file.methodIdsNamed(Set.of("println", "length"))) {
      targets.set(id);
    }

    int[] found = calls.of(file, targets);

    assertThat(found).hasSize(2).isSorted();
    assertThat(Arrays.stream(found).mapToObj(k -> file.methodId(calls.target(k)).name()))
        .containsExactly("length", "println");
  }

  @Test
  void idsByName_areThoseThatDecodingFinds() {
    DexFile file = pet().file();
    Set<String> names = Set.of("run", "compareTo", "<init>", "missing", "r", "runs", "");
    Set<String> owners = Set.of("La/Pet;", "Ljava/lang/System;");

    assertThat(file.methodIdsNamed(names))
        .containsExactly(
            IntStream.range(0, file.methodIdCount())
                .filter(i -> names.contains(file.methodId(i).name()))
                .toArray());
    assertThat(file.methodIdsOwnedBy(owners))
        .containsExactly(
            IntStream.range(0, file.methodIdCount())
                .filter(i -> owners.contains(file.methodId(i).owner()))
                .toArray());
    assertThat(file.fieldIdsOwnedBy(owners))
        .containsExactly(
            IntStream.range(0, file.fieldIdCount())
                .filter(i -> owners.contains(file.fieldId(i).owner()))
                .toArray());
    assertThat(file.typeIds(owners))
        .containsExactly(
            IntStream.range(0, file.typeCount())
                .filter(i -> owners.contains(file.type(i)))
                .toArray());
    assertThat(file.stringIds(Set.of("gr\u00fc\0\ud83d\ude00", "second"))).hasSize(2);
    assertThat(file.methodIdsNamed(Set.of())).isEmpty();
  }

  @Test
  void idsByName_doNotNeedSortedStrings() {
    byte[] shuffled = DEX.clone();
    int count = LittleEndian.s4(DEX, 56);
    int table = LittleEndian.s4(DEX, 60);
    for (int i = 0; i < count / 2; i++) {
      for (int k = 0; k < 4; k++) {
        shuffled[table + 4 * i + k] = DEX[table + 4 * (count - 1 - i) + k];
        shuffled[table + 4 * (count - 1 - i) + k] = DEX[table + 4 * i + k];
      }
    }
    DexFile file = DexReading.open(shuffled).files().getFirst();
    Set<String> all = Set.of("run", "second", "Pet.java", "println");

    assertThat(file.stringIds(all))
        .hasSize(4)
        .containsExactly(
            IntStream.range(0, count).filter(i -> all.contains(file.string(i))).toArray());
  }

  @Test
  void twoDefinitions_theFirstInLoadOrderWins() {
    Map<String, byte[]> dexes = new LinkedHashMap<>();
    dexes.put(
        "classes.dex",
        DexCompiler.dex("package a; class Other {}", "package a; class Twice { int one; }"));
    dexes.put("classes2.dex", DexCompiler.dex("package a; class Twice { int two; }"));
    DexCode code = DexCode.of(dexes, Limits.DEFAULT);

    DexClass twice = requireNonNull(code.find("La/Twice;"));

    assertThat(twice.fields()).containsOnlyKeys("one");
    assertThat(code.classCount()).isEqualTo(3);
    assertThat(code.method(code.methodCount() - 1).file().name()).isEqualTo("classes2.dex");
    assertThatThrownBy(() -> code.method(code.methodCount()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> code.method(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void open_inflatesTheEntriesAndReportsOneThatIsCut() throws Exception {
    byte[] dex = DexCompiler.dex("package a; class Only {}");
    byte[] apk = ApkBuilder.apk("a.b").dex("classes.dex", dex).unsigned().build();
    int at = indexOf(apk, dex);
    ApkBytes bytes = ApkBytes.of(at >= 0 ? apk : dex);
    long offset = Math.max(at, 0);
    List<UnpackedApk.DexEntry> entries =
        List.of(
            entry("classes.dex", 0, offset, dex.length),
            entry("classes2.dex", 0, bytes.size() - 4, dex.length),
            entry("classes3.dex", 12, offset, dex.length));

    DexCode code = DexCode.open(bytes, entries, Limits.DEFAULT);

    assertThat(code.files()).hasSize(1);
    assertThat(code.find("La/Only;")).isNotNull();
    assertThat(code.failures()).hasSize(2);
    assertThat(code.failures().get(0)).startsWith("classes2.dex: ").contains("past the end");
    assertThat(code.failures().get(1)).isEqualTo("classes3.dex: ZIP method 12, which ART refuses");
  }

  @Test
  void open_readsFilesOfArchivesInside() throws Exception {
    byte[] first = DexCompiler.dex("package a; class First {}");
    byte[] second = DexCompiler.dex("package a; class Second {}");
    ZipWriter inner = new ZipWriter();
    inner.addStored("classes.dex", first);
    inner.addStored("classes2.dex", second);
    byte[] archive = inner.toBytes();
    byte[] outer = {1, 2, 3};
    byte[] file = Arrays.copyOf(outer, outer.length + archive.length);
    System.arraycopy(archive, 0, file, outer.length, archive.length);
    List<UnpackedApk.Place> within =
        List.of(new UnpackedApk.Place(0, outer.length, archive.length, archive.length));
    List<UnpackedApk.DexEntry> entries =
        List.of(
            inside("a.zip!/classes.dex", within, indexOf(archive, first), first.length),
            inside("a.zip!/classes2.dex", within, indexOf(archive, second), second.length),
            inside(
                "b.zip!/classes.dex",
                List.of(new UnpackedApk.Place(0, outer.length, 9, archive.length + 1)),
                0,
                100));

    DexCode code = DexCode.open(ApkBytes.of(file), entries, Limits.DEFAULT);

    assertThat(code.files())
        .extracting(DexFile::name)
        .containsExactly("a.zip!/classes.dex", "a.zip!/classes2.dex");
    assertThat(code.find("La/Second;")).isNotNull();
    assertThat(code.failures())
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("b.zip!/classes.dex: ")
        .contains("past the end");
  }

  private static UnpackedApk.DexEntry inside(
      String name, List<UnpackedApk.Place> within, int offset, int size) {
    return new UnpackedApk.DexEntry(name, within, 0, offset, size, size, UnpackedApk.LoadedBy.CODE);
  }

  private static UnpackedApk.DexEntry entry(String name, int method, long offset, int size) {
    return new UnpackedApk.DexEntry(
        name, List.of(), method, offset, size, size, UnpackedApk.LoadedBy.ART);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  @Test
  void limits_leaveClassesAndFilesOutAndSayIt() {
    byte[] dex =
        DexCompiler.dex("package a; class A { void a() {} void b() {} }", "package a; class B {}");
    Limits few =
        Limits.DEFAULT.with("max-dex-files", 1).with("max-classes", 1).with("max-methods", 2);
    Map<String, byte[]> dexes = new LinkedHashMap<>();
    dexes.put("classes.dex", dex);
    dexes.put("classes2.dex", dex);

    DexCode code = DexCode.of(dexes, few);

    assertThat(code.methodCount()).isEqualTo(2);
    assertThat(code.classCount()).isEqualTo(1);
    assertThat(code.failures())
        .containsExactly(
            "classes2.dex: more than 1 DEX files (limit max-dex-files)",
            "classes.dex: 1 of 2 classes left out (limit max-classes)",
            "classes.dex: methods left out from class definition 0 on (limit max-methods)");
    assertThat(code.limits())
        .containsExactly(
            new LimitHit("max-dex-files", 1, "classes2.dex"),
            new LimitHit("max-classes", 1, "classes.dex"),
            new LimitHit("max-methods", 2, "classes.dex"));
  }

  @Test
  void sizeLimits_areToldByName() throws Exception {
    byte[] dex = DexCompiler.dex("package a; class A {}");
    ZipWriter zip = new ZipWriter();
    zip.addStored("classes.dex", dex);
    byte[] apk = zip.toBytes();
    List<UnpackedApk.DexEntry> entries =
        List.of(
            entry("classes.dex", 0, indexOf(apk, dex), dex.length),
            entry("classes2.dex", 0, indexOf(apk, dex), dex.length));
    long bytes = dex.length;

    assertThat(open(apk, entries, "max-dex-bytes", bytes - 1).limits())
        .containsExactly(
            new LimitHit("max-dex-bytes", bytes - 1, "classes.dex"),
            new LimitHit("max-dex-bytes", bytes - 1, "classes2.dex"));
    assertThat(open(apk, entries, "max-total-dex-bytes", bytes).limits())
        .containsExactly(new LimitHit("max-total-dex-bytes", bytes, "classes2.dex"));
    assertThat(open(apk, entries, "max-inflated-bytes", bytes).limits())
        .containsExactly(new LimitHit("max-inflated-bytes", bytes, "classes2.dex"));
    assertThat(open(apk, entries, "max-dex-bytes", bytes).failures()).isEmpty();
  }

  private static DexCode open(
      byte[] apk, List<UnpackedApk.DexEntry> entries, String limit, long bound) {
    return DexCode.open(ApkBytes.of(apk), entries, Limits.DEFAULT.with(limit, bound));
  }

  @Test
  void anomalies_areKeptUpToTheBound_andAllCounted() {
    byte[] dex = DexCompiler.dex("package a; class A {}");
    dex[12] ^= 1;
    Map<String, byte[]> dexes = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      dexes.put("classes" + i + ".dex", dex);
    }

    DexCode code = DexCode.of(dexes, Limits.DEFAULT.with("max-anomalies", 2));

    // Adler-32 covers the SHA-1 that was changed.
    assertThat(code.sightingCount(DexCheck.WHOLE)).isEqualTo(6);
    assertThat(code.sightingCount(DexCheck.QUICK)).isEqualTo(3);
    assertThat(code.sightings())
        .extracting(Sighting::kind)
        .containsExactly(Anomaly.DEX_CHECKSUM, Anomaly.DEX_SIGNATURE);
  }

  @Test
  void containerWithTooManyFiles_hitsTheLimit() {
    byte[] dex = DexCompiler.dex("package a; class A {}");
    Map<String, byte[]> dexes = new LinkedHashMap<>();
    dexes.put("classes.dex", dex);

    assertThat(DexCode.of(dexes, Limits.DEFAULT.with("max-dex-files", 0)).limits())
        .containsExactly(new LimitHit("max-dex-files", 0, "classes.dex"));
  }
}
