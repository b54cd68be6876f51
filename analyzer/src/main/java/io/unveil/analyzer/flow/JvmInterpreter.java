package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.lift.Lifted;
import io.unveil.unpacker.lift.MethodLifter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * The second reading: the method lifted to JVM bytecode by dex2jar, interpreted with ASM's {@code
 * Analyzer}. Shares the value domain and the models with {@link DexInterpreter} and nothing of how
 * code is read.
 */
final class JvmInterpreter implements Interpreter {
  private final MethodLifter lifter = new MethodLifter();
  private final Map<DexMethod, Lifted> lifted = new HashMap<>();
  private final Map<DexMethod, String> failedMethods = new HashMap<>();

  @Override
  public void interpret(MethodRun run) throws NotInterpretable {
    DexMethod method = run.method();
    switch (lifted.computeIfAbsent(method, lifter::lift)) {
      case Lifted.Failed(String stage, String _) -> throw failure(method, "lift-" + stage);
      case Lifted.Body body -> analyze(run, method, body);
    }
  }

  private void analyze(MethodRun run, DexMethod method, Lifted.Body body) throws NotInterpretable {
    String owner = method.owner().descriptor();
    if (owner.length() < 3) {
      // No class has such a name; ART refuses the file.
      throw failure(method, "jvm-analysis");
    }
    try {
      new HeapAnalyzer(run, body)
          .analyzeAndComputeMaxs(owner.substring(1, owner.length() - 1), body.node());
    } catch (AnalyzerException e) {
      WorkMeter meter = run.analysis().meter();
      throw failure(method, meter.spend(0) ? "jvm-analysis" : meter.ended());
    }
  }

  private NotInterpretable failure(DexMethod method, String reason) {
    failedMethods.put(method, reason);
    return new NotInterpretable(reason);
  }

  /** {@return methods that were lifted} */
  int lifted() {
    return lifted.size() - failedMethods.size();
  }

  int failedCount() {
    return failedMethods.size();
  }

  /** {@return why {@code method} could not be read, or null when it was or was never wanted} */
  @Nullable String failure(DexMethod method) {
    return failedMethods.get(method);
  }

  Map<String, Integer> failures() {
    Map<String, Integer> counts = new TreeMap<>();
    failedMethods.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    return counts;
  }
}
