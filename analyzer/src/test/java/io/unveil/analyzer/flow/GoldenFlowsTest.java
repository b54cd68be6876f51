package io.unveil.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.model.ExtendedModels;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder below {@code src/test/resources/flows}: exactly the flows that it lists are found,
 * by both interpreters, and the calls that it lists are resolved.
 *
 * <p>{@code -Dgolden.cases=threads/} runs those whose name contains the text.
 */
class GoldenFlowsTest {
  private static final Models MODELS = ExtendedModels.read(GoldenCase.FLOWS.resolve("models.json"));

  static List<GoldenCase> cases() {
    String wanted = System.getProperty("golden.cases", "");
    return GoldenCase.all().stream().filter(c -> c.name().contains(wanted)).toList();
  }

  /** What one run of the engine says. */
  private record Run(FlowEngine.Result result, TreeSet<String> edges, Set<String> safeSinks) {
    TreeSet<String> flows() {
      TreeSet<String> lines = new TreeSet<>();
      result.flows().forEach(f -> lines.add(line(f)));
      return lines;
    }

    private static String line(FlowFact f) {
      return "%s %s in %s -> %s %s in %s"
          .formatted(
              f.sourceKind(),
              f.sourceCall(),
              f.source().method(),
              f.sinkKind(),
              f.sinkCall(),
              f.sink().method());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void flowsAndEdges_areExactlyTheExpectedOnes(GoldenCase golden) throws Exception {
    byte[] apk = golden.app().build();
    Run run = run(apk);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden.expected(), golden.expectation().updated(run.flows()));
    }
    Expectation expected = golden.expectation();
    assertThat(run.flows()).as("flows of %s; limits count", golden).isEqualTo(expected.found());
    assertThat(run.edges()).as("resolved calls").containsAll(expected.edges());
    assertThat(expected.noEdges()).as("calls not to be resolved").noneMatch(run.edges()::contains);
    assertThat(run.result().flows())
        .allSatisfy(f -> assertThat(f.confirmed()).as("%s", f).isEqualTo("confirmed"));
    assertThat(run(apk).result()).as("a second run").isEqualTo(run.result());
    assertThat(run.result().incomplete()).isEmpty();
    checkBothSigns(golden, run, expected);
  }

  /** Each case also shows where nothing may be found, at a sink that is named so. */
  private static void checkBothSigns(GoldenCase golden, Run run, Expectation expected) {
    assertThat(expected.flows().size() + expected.missed().size())
        .as("flows listed for %s", golden)
        .isPositive();
    assertThat(run.safeSinks())
        .as("methods of %s that send something and have Safe in their names", golden)
        .isNotEmpty();
    for (String flow : expected.flows()) {
      String sink = flow.substring(flow.lastIndexOf(" in ") + 4).toLowerCase(Locale.ROOT);
      assertThat(sink).as("the sink of a flow that is there").contains("leak");
    }
    for (String flow : expected.mistaken()) {
      String sink = flow.substring(flow.lastIndexOf(" in ") + 4).toLowerCase(Locale.ROOT);
      assertThat(sink).as("the sink of a flow that is not there").contains("safe");
    }
  }

  private static Run run(byte[] apk) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      AppInput input = AppInput.of(app, code, RuntimeResources.of(bytes, app, Limits.DEFAULT));
      TreeSet<String> edges = new TreeSet<>();
      CallRecorder recorder =
          (caller, callee) ->
              edges.add((caller == null ? "Android" : caller.id()) + " -> " + callee.id());
      FlowEngine.Result result = FlowEngine.run(input, MODELS, Budget.DEFAULT, recorder);
      return new Run(result, edges, safeSinks(code, input.hierarchy()));
    }
  }

  private static Set<String> safeSinks(DexCode code, ClassHierarchy hierarchy) {
    Set<String> found = new TreeSet<>();
    CodeIndex.Uses calls = code.index().calls();
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      String name = method.id().toString();
      if (!name.toLowerCase(Locale.ROOT).contains("safe")) {
        continue;
      }
      for (int k = calls.begin(i); k < calls.end(i); k++) {
        var id = method.file().methodId(calls.target(k));
        MethodModel model =
            MODELS.method(hierarchy.declarations(id.owner(), id.name(), id.descriptor()));
        if (model != null && !model.sinks().isEmpty()) {
          found.add(name);
        }
      }
    }
    return found;
  }
}
