package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.fixtures.FlowCases;
import io.unveil.fixtures.Sample;
import io.unveil.fixtures.Samples;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Code that was made to break readers: every outcome is a declared one, and always the same one.
 *
 * <p>{@code -Dflow.hostile=1000} runs longer, {@code -Dtest.seed=…} runs one sweep again.
 */
class HostileCodeTest {
  private static final int MUTANTS_PER_SAMPLE = Integer.getInteger("flow.hostile", 40);
  private static final Budget SMALL = new Budget(200_000, 20_000, 64, 48, 50, 4, 30);

  @Test
  void mutatedInstructions_giveFactsOrCountedFailures() throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("mutated instructions: -Dtest.seed=" + seed);
    Random random = new Random(seed);
    int broken = 0;
    for (Sample sample : victims()) {
      try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
        UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
        List<CodeRange> code = ranges(dex(bytes, app));
        for (int i = 0; i < MUTANTS_PER_SAMPLE; i++) {
          byte[] mutant = mutate(dexBytes(sample.apk()), code, random);
          DexCode opened = DexCode.of(Map.of("classes.dex", mutant), Limits.DEFAULT);
          AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), SMALL);
          assertThat(facts.coverage().workUnits())
              .as("%s, seed %d, mutant %d", sample.name(), seed, i)
              .isLessThan(SMALL.maxWorkUnits() + 100_000);
          broken += facts.coverage().incomplete().isEmpty() ? 0 : 1;
        }
      }
    }
    assertThat(broken).as("mutants whose damage was noticed").isPositive();
  }

  /** Names, types and prototypes are read long before code is, and by every part of the engine. */
  @Test
  void mutatedTables_giveFactsOrCountedFailures() throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("mutated tables: -Dtest.seed=" + seed);
    Random random = new Random(seed);
    for (Sample sample : victims()) {
      try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
        UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
        for (int i = 0; i < MUTANTS_PER_SAMPLE; i++) {
          byte[] mutant = mutateTables(dexBytes(sample.apk()), random);
          DexCode opened = DexCode.of(Map.of("classes.dex", mutant), Limits.DEFAULT);
          assertThatCode(() -> AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), SMALL))
              .as("%s, seed %d, mutant %d", sample.name(), seed, i)
              .doesNotThrowAnyException();
        }
      }
    }
  }

  /** ART throws ClassCircularityError; whoever walks upwards must come to an end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void classesAboveThemselves_areReadToTheEnd(int step) throws Exception {
    for (Sample sample : victims()) {
      byte[] dex = dexBytes(sample.apk());
      ByteBuffer header = ByteBuffer.wrap(dex).order(ByteOrder.LITTLE_ENDIAN);
      int count = header.getInt(0x60);
      int table = header.getInt(0x64);
      for (int row = 0; row < count; row++) {
        int above = header.getInt(table + 32 * ((row + step) % count));
        header.putInt(table + 32 * row + 8, above);
      }
      try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
        UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
        DexCode opened = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);

        AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), SMALL);

        assertThat(facts.coverage().methodsAnalysed()).as(sample.name()).isPositive();
      }
    }
  }

  /** ART goes on with the files before it. */
  @Test
  void dexFileWithBrokenTables_isLeftOutAloneAndNamed() throws Exception {
    Sample sample = Samples.named("hidden-icon-sms-spy");
    byte[] broken = dexBytes(FlowCases.named("ThreadLeak").apk());
    ByteBuffer header = ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < header.getInt(0x58); row++) {
      header.putShort(header.getInt(0x5c) + 8 * row, (short) 0xffff);
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("classes.dex", dexBytes(sample.apk()));
    files.put("classes2.dex", broken);
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);

      AppFacts facts =
          AppAnalyzer.analyze(
              app, DexCode.of(files, Limits.DEFAULT), ModelLoader.bundled(), Budget.DEFAULT);

      assertThat(facts.flows()).isNotEmpty();
      assertThat(facts.coverage().incomplete())
          .anyMatch(line -> line.contains("classes2.dex: left out, since ART refuses it: type id"));
    }
  }

  /** ART refuses the name; a flow through the class is found and must be confirmed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void classWhoseDescriptorIsCut_isReadOrCounted(int kept) throws Exception {
    Sample sample = FlowCases.named("ThreadLeak");
    byte[] dex = dexBytes(sample.apk());
    byte[] name = "\u001eLcom/example/flow/FlowService;".getBytes(StandardCharsets.ISO_8859_1);
    int at = indexOf(dex, name);
    assertThat(at).isPositive();
    dex[at + 1 + kept] = 0;
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode opened = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);

      AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), Budget.DEFAULT);

      assertThat(facts.coverage().methodsAnalysed()).isPositive();
    }
  }

  private static int indexOf(byte[] bytes, byte[] sought) {
    for (int at = 0; at <= bytes.length - sought.length; at++) {
      if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Changes a few bytes between the header and the data: id tables and class definitions. */
  private static byte[] mutateTables(byte[] dex, Random random) {
    int start = 0x70;
    int end = ByteBuffer.wrap(dex).order(ByteOrder.LITTLE_ENDIAN).getInt(0x6c);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      dex[start + random.nextInt(end - start)] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
    }
    return dex;
  }

  /** A class that is never entered ends in an opcode that does not exist. */
  @Test
  void codeThatCannotBeReadToItsEnd_makesTheResultPartial() throws Exception {
    Sample sample = FlowCases.named("CountOnlySafe");
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = dex(bytes, app);
      byte[] dex = dexBytes(sample.apk());
      DexClass start = java.util.Objects.requireNonNull(code.find("Lcom/example/flow/Start;"));
      DexMethod broken = start.methods().getLast();
      dex[broken.codeOffset() + 16 + 2 * (broken.file().code(broken).units() - 1)] = 0x3e;
      DexCode opened = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);

      AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), Budget.DEFAULT);

      assertThat(facts.coverage().incomplete())
          .anyMatch(
              line -> line.contains("1 methods cannot be read to its end (undefined opcode)"));
    }
  }

  /** Every method claims 65,535 registers; states would take memory without bound. */
  @Test
  void mostRegistersEverywhere_endsWithinTheBudget() throws Exception {
    Sample sample = Samples.named("hidden-icon-sms-spy");
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      byte[] dex = dexBytes(sample.apk());
      for (CodeRange range : ranges(dex(bytes, app))) {
        dex[range.offset] = (byte) 0xff;
        dex[range.offset + 1] = (byte) 0xff;
      }
      DexCode opened = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);

      AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), SMALL);

      assertThat(facts.coverage().incomplete())
          .anyMatch(line -> line.contains("budget of 200000 work units"));
    }
  }

  /** The receiver and all arguments are missing, which the verifier of Android refuses. */
  @Test
  void callsWithoutRegisters_areReadWithUnknownArguments() throws Exception {
    Sample sample = Samples.named("hidden-icon-sms-spy");
    try (ApkBytes bytes = ApkBytes.of(sample.apk())) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      byte[] dex = dexBytes(sample.apk());
      DexCode code = dex(bytes, app);
      for (int i = 0; i < code.methodCount(); i++) {
        if (code.method(i).hasCode()) {
          dropArguments(dex, code.method(i));
        }
      }
      DexCode opened = DexCode.of(Map.of("classes.dex", dex), Limits.DEFAULT);

      AppFacts facts = AppAnalyzer.analyze(app, opened, ModelLoader.bundled(), Budget.DEFAULT);

      assertThat(facts.coverage().methodsAnalysed()).isPositive();
      assertThat(facts.flows()).isEmpty();
    }
  }

  /** Sets the argument count of every {@code invoke-kind {…}} to zero. */
  private static void dropArguments(byte[] dex, DexMethod method) {
    CodeItem item = method.file().code(method);
    for (int pc = 0; pc < item.units(); pc += item.units(pc)) {
      int opcode = item.unit(pc) & 0xff;
      if (opcode >= 0x6e && opcode <= 0x72) {
        int at = method.codeOffset() + 16 + 2 * pc + 1;
        dex[at] = (byte) (dex[at] & 0xf);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidden-icon-sms-spy", "open-location-tracker", "call-log-backup"})
  void sameApk_givesEqualFactsEveryTime(String name) throws Exception {
    byte[] apk = Samples.named(name).apk();
    AppFacts first = analyze(apk);
    String json = ReportJson.write(first);

    for (int i = 1; i < 20; i++) {
      AppFacts again = analyze(apk);
      assertThat(again).as("run %d", i).isEqualTo(first);
      assertThat(ReportJson.write(again)).isEqualTo(json);
    }
  }

  @Test
  void otherOrderAndThreads_giveEqualFacts() throws Exception {
    List<Sample> samples = new ArrayList<>(Samples.all());
    List<String> alone = new ArrayList<>();
    for (Sample s : samples) {
      alone.add(ReportJson.write(analyze(s.apk())));
    }
    Collections.reverse(samples);
    Collections.reverse(alone);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<String>> together = new ArrayList<>();
      for (Sample s : samples) {
        together.add(threads.submit(() -> ReportJson.write(analyze(s.apk()))));
      }
      for (int i = 0; i < samples.size(); i++) {
        assertThat(together.get(i).get()).as(samples.get(i).name()).isEqualTo(alone.get(i));
      }
    }
  }

  /** Where the instructions of one method are in its DEX file. */
  private record CodeRange(int offset, int length) {}

  private static List<Sample> victims() {
    List<Sample> victims = new ArrayList<>();
    for (String name : List.of("ExceptionLeak", "ListLoopLeak", "LambdaLeak", "PrefsKeyLeak")) {
      victims.add(FlowCases.named(name));
    }
    victims.add(Samples.named("hidden-icon-sms-spy"));
    victims.add(Samples.named("location-shared-on-click"));
    return victims;
  }

  private static DexCode dex(ApkBytes bytes, UnpackedApk app) {
    return DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
  }

  private static byte[] dexBytes(byte[] apk) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(apk))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("classes.dex")) {
          return zip.readAllBytes();
        }
      }
    }
    throw new IOException("no classes.dex");
  }

  private static List<CodeRange> ranges(DexCode code) {
    List<CodeRange> ranges = new ArrayList<>();
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      if (method.hasCode()) {
        CodeItem item = method.file().code(method);
        ranges.add(new CodeRange(method.codeOffset(), 16 + 2 * item.units()));
      }
    }
    return ranges;
  }

  /** Changes a few bytes of code items: mostly of instructions, sometimes of their headers. */
  private static byte[] mutate(byte[] dex, List<CodeRange> code, Random random) {
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      CodeRange range = code.get(random.nextInt(code.size()));
      int at = range.offset + (random.nextInt(4) == 0 ? 0 : 16);
      int end = range.offset + range.length;
      dex[at + random.nextInt(end - at)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) (random.nextBoolean() ? 0 : 255);
    }
    return dex;
  }

  private static AppFacts analyze(byte[] apk) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      return AppAnalyzer.analyze(app, dex(bytes, app), ModelLoader.bundled(), Budget.DEFAULT);
    }
  }
}
