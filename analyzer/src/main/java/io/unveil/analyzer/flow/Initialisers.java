package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a static initialiser does in the middle of the method that uses its class first. It runs as
 * an entry point as well, and there everything that it leaves is seen; but what it changes of
 * objects that were there before, a method that has written to the same objects would overlook. So
 * that much of it is put in place, beside what was there: an earlier use may have started it.
 */
final class Initialisers {
  /** Begins the entry that says that a class was surely used before, in the method or below it. */
  private static final String USED = "$used:";

  private static final int SGET_OBJECT = 0x62;
  private static final int FIRST_SPUT = 0x67;
  private static final int LAST_SPUT = 0x6d;

  private final Analysis analysis;
  private final Map<String, List<DexMethod>> reaching = new HashMap<>();

  Initialisers(Analysis analysis) {
    this.analysis = analysis;
  }

  /** The instruction under way uses {@code type}, which may be its first use. */
  void before(MethodRun run, String type) {
    for (DexMethod initialiser : reaching.computeIfAbsent(type, this::reaching)) {
      String owner = initialiser.owner().descriptor();
      if (!analysis.hierarchy().isSubtype(run.method().owner().descriptor(), owner)) {
        apply(run, initialiser, owner);
      }
    }
  }

  private void apply(MethodRun run, DexMethod initialiser, String owner) {
    Atoms atoms = analysis.atoms();
    if (run.heap().get(atoms.globals(), USED + owner, "I").equals(atoms.computed())) {
      return;
    }
    Summary summary = analysis.solver().summary(Body.any(initialiser));
    Map<Integer, Map<String, Value>> writes =
        summary == null ? Map.of() : outside(summary, owner + "->");
    if (writes.isEmpty()) {
      return;
    }
    Summary seen =
        new Summary(Value.NOTHING, null, Value.NOTHING, writes, List.of(), Set.of(), Set.of());
    CodePoint site = new CodePoint(initialiser, CodePoint.ENTRY);
    new Instantiation(analysis, site, List.of(), run.heap().snapshot()).apply(seen, run, true);
    run.heap().put(atoms.globals(), USED + owner, atoms.computed());
  }

  /**
   * {@return what the initialiser writes to objects that it did not make, with what these hold
   * then} Its own class's fields have no values before it, and stores keep all that was ever put
   * there.
   */
  private Map<Integer, Map<String, Value>> outside(Summary summary, String ownFields) {
    Atoms atoms = analysis.atoms();
    Map<Integer, Map<String, Value>> writes = new LinkedHashMap<>();
    boolean reaches = false;
    for (Map.Entry<Integer, Map<String, Value>> e : summary.writes().entrySet()) {
      Map<String, Value> fields = new HashMap<>(e.getValue());
      if (e.getKey() == atoms.globals()) {
        fields.keySet().removeIf(f -> f.startsWith(ownFields) || Stores.isCell(f));
      }
      if (!fields.isEmpty()) {
        writes.put(e.getKey(), fields);
        reaches |= Atoms.isInput(atoms.get(e.getKey()));
      }
    }
    return reaches ? writes : Map.of();
  }

  /**
   * {@return the initialisers of {@code type} and of the app's classes above it, the highest first,
   * that have to do with static fields of other classes of the app} A file may say that a class is
   * above itself.
   */
  private List<DexMethod> reaching(String type) {
    List<DexMethod> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String at = type;
    while (at != null && seen.add(at) && analysis.isAppCode(at)) {
      DexClass declaring = analysis.code().find(at);
      DexMethod initialiser = declaring == null ? null : declaring.method("<clinit>", "()V");
      if (initialiser != null && initialiser.hasCode() && reachesOut(initialiser)) {
        found.addFirst(initialiser);
      }
      at = declaring == null ? null : declaring.superclass();
    }
    return found;
  }

  /** {@return whether the initialiser, or a method that it names itself, uses such a field} */
  private boolean reachesOut(DexMethod initialiser) {
    List<DexMethod> called = new ArrayList<>();
    String owner = initialiser.owner().descriptor();
    boolean reaches = reachesOut(initialiser, owner, called);
    for (int i = 0; i < called.size() && !reaches; i++) {
      reaches = reachesOut(called.get(i), owner, new ArrayList<>());
    }
    return reaches;
  }

  private boolean reachesOut(DexMethod method, String owner, List<DexMethod> called) {
    try {
      CodeItem code = method.file().code(method);
      analysis.meter().spend(code.units() >> 6);
      for (int at = 0, length; at < code.units(); at += length) {
        int op = code.unit(at) & 0xff;
        length = code.units(at);
        if (length <= 0) {
          return false;
        }
        if (Opcode.isPayload(code.unit(at))) {
          continue;
        }
        if ((op == SGET_OBJECT || (op >= FIRST_SPUT && op <= LAST_SPUT))
            && isOther(method.file(), code.unit(at + 1), owner)) {
          return true;
        }
        if ((Opcode.flagsOf(code.unit(at)) & Opcode.Flag.INVOKE) != 0) {
          MethodId id = method.file().methodId(code.unit(at + 1));
          DexMethod named = analysis.hierarchy().declared(id.owner(), id.name(), id.descriptor());
          if (named != null && named.hasCode() && analysis.isAppCode(id.owner())) {
            called.add(named);
          }
        }
      }
    } catch (BadCodeException _) {
      return false;
    }
    return false;
  }

  private boolean isOther(DexFile file, int field, String owner) {
    String declaring = analysis.declaringClass(file.fieldId(field));
    return !declaring.equals(owner) && analysis.isAppCode(declaring);
  }
}
