package io.unveil.benchmarks;

import io.unveil.analyzer.flow.ApiMatcher;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.util.BitSet;
import java.util.Map;

/**
 * What every scan does with code before any data flow: class tables, the linear pass over all code
 * items, and the calls of everything that the models name, found through the class hierarchy.
 */
public final class DexPass {
  private final Models models = ModelLoader.bundled();

  /**
   * What the pass saw.
   *
   * @param methods defined methods
   * @param codeUnits code units read
   * @param calls all calls
   * @param matchedCalls calls of sources, sinks and watched methods of the models
   * @param indexNanos what the linear pass alone took, without class tables and matching
   */
  public record Result(int methods, long codeUnits, int calls, int matchedCalls, long indexNanos) {}

  /**
   * Does the pass once.
   *
   * @param dexByName inflated DEX files by name, in load order
   */
  public Result run(Map<String, byte[]> dexByName) {
    return run(dexByName, false);
  }

  private Result run(Map<String, byte[]> dexByName, boolean wholeHierarchy) {
    DexCode code = DexCode.of(dexByName, Limits.DEFAULT);
    if (code.methodCount() == 0) {
      return new Result(0, 0, 0, 0, 0);
    }
    long start = System.nanoTime();
    CodeIndex index = code.index();
    long indexNanos = System.nanoTime() - start;
    ClassHierarchy hierarchy = new ClassHierarchy(code, FrameworkTable.get());
    ApiMatcher matcher = new ApiMatcher(models, hierarchy);
    int matched = 0;
    for (DexFile file : code.files()) {
      matched += index.calls().of(file, modelled(file, matcher)).length;
    }
    if (wholeHierarchy && hierarchy.subclasses("Ljava/lang/Object;").isEmpty()) {
      throw new IllegalStateException("the DEX files define no class below Object");
    }
    return new Result(
        code.methodCount(), index.unitsWalked(), index.calls().size(), matched, indexNanos);
  }

  /** Like {@link #run}, and all classes with what is above and below each. */
  public Result runWithHierarchy(Map<String, byte[]> dexByName) {
    return run(dexByName, true);
  }

  private BitSet modelled(DexFile file, ApiMatcher matcher) {
    BitSet found = new BitSet(file.methodIdCount());
    matcher.matches(file).forEach(match -> found.set(match.index()));
    return found;
  }
}
