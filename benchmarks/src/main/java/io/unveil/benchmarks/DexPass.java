package io.unveil.benchmarks;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.MethodId;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every scan does with code before any data flow: class tables, the linear pass over all code
 * items, and the calls of everything that the models name, found through the class hierarchy.
 */
public final class DexPass {
  private final Models models = ModelLoader.bundled();
  private final Set<String> names = new HashSet<>();

  /** Reads the models, which a process does once. */
  public DexPass() {
    for (MethodModel model : models.methods()) {
      if (model.source() != null || !model.sinks().isEmpty() || model.watch() != null) {
        names.add(Models.simpleName(model.method()));
      }
    }
  }

  /**
   * What the pass saw.
   *
   * @param methods defined methods
   * @param codeUnits code units read
   * @param calls all calls
   * @param matchedCalls calls of sources, sinks and watched methods of the models
   */
  public record Result(int methods, long codeUnits, int calls, int matchedCalls) {}

  /**
   * Does the pass once.
   *
   * @param dexByName inflated DEX files by name, in load order
   */
  public Result run(Map<String, byte[]> dexByName) {
    DexCode code = DexCode.of(dexByName, Limits.DEFAULT);
    CodeIndex index = code.index();
    ClassHierarchy hierarchy = new ClassHierarchy(code, FrameworkTable.get());
    int matched = 0;
    for (DexFile file : code.files()) {
      matched += index.calls().of(file, modelled(file, hierarchy)).length;
    }
    return new Result(code.methodCount(), index.unitsWalked(), index.calls().size(), matched);
  }

  private BitSet modelled(DexFile file, ClassHierarchy hierarchy) {
    BitSet found = new BitSet(file.methodIdCount());
    for (int id : file.methodIdsNamed(names)) {
      MethodId method = file.methodId(id);
      List<MethodId> declarations =
          hierarchy.declarations(method.owner(), method.name(), method.descriptor());
      if (models.method(declarations) != null) {
        found.set(id);
      }
    }
    return found;
  }
}
