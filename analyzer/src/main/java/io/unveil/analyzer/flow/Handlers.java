package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exception handlers of a method by program counter, decoded once. Where hostile ranges overlap
 * the first one counts, as in ART.
 */
final class Handlers {
  /** One handler. {@code type} is the caught type, null for all. */
  record Handler(int pc, @Nullable String type) {}

  private final int[] rangeOf;
  private final Map<Integer, List<Handler>> ofRange = new HashMap<>();

  /** Decodes the ranges; each handler costs one work unit. */
  Handlers(WorkMeter meter, DexFile file, CodeItem code) {
    rangeOf = new int[code.tryCount() == 0 ? 0 : code.units()];
    BitSet guarded = new BitSet();
    for (int i = 0; i < code.tryCount() && meter.spend(1); i++) {
      int end = code.tryEnd(i);
      boolean used = false;
      for (int pc = guarded.nextClearBit(code.tryStart(i));
          pc < end;
          pc = guarded.nextClearBit(pc)) {
        guarded.set(pc);
        rangeOf[pc] = i + 1;
        used = true;
      }
      if (used) {
        ofRange.put(i, decode(file, code, i));
        meter.spend(ofRange.get(i).size());
      }
    }
  }

  private static List<Handler> decode(DexFile file, CodeItem code, int range) {
    int[] pcs = code.handlerPcs(range);
    int[] types = code.handlerTypeIds(range);
    List<Handler> handlers = new ArrayList<>();
    for (int i = 0; i < pcs.length; i++) {
      handlers.add(new Handler(pcs[i], types[i] < 0 ? null : file.type(types[i])));
    }
    return List.copyOf(handlers);
  }

  /** {@return the handlers of the instruction at {@code pc}, in the order they are tried} */
  List<Handler> at(int pc) {
    return pc >= rangeOf.length ? List.of() : ofRange.getOrDefault(rangeOf[pc] - 1, List.of());
  }

  /** {@return where handlers start} */
  BitSet all() {
    BitSet pcs = new BitSet();
    ofRange.values().forEach(handlers -> handlers.forEach(h -> pcs.set(h.pc)));
    return pcs;
  }
}
