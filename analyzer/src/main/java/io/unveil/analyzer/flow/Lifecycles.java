package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.analyzer.model.OverrideModel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order of life-cycle events. What a callback leaves in the fields of the object that Android
 * made is there for those that may come later on the same object, and for nobody that was before:
 * {@code onCreate} does not see what {@code onDestroy} leaves, nor what a listener leaves that
 * {@code onDestroy} made. Everything else (static fields, stores, objects that outlive a component)
 * is seen by all, since a component may be made again in the same process. Callbacks that the
 * models give no stage may come at any time.
 */
final class Lifecycles implements Heap.Observer {
  private static final int ANY = OverrideModel.ANY_STAGE;
  private static final int LAST_STAGE = 15;
  private static final int CONSTRUCTOR = 0;

  private final Analysis analysis;
  private final Heap global;

  /** What was written: object, field, then by stage (0 for any). */
  private final Map<Integer, Map<String, Value[]>> written = new HashMap<>();

  /** When what some stage of an object sees changed last, by {@link #version}. */
  private final Map<Integer, Long> changed = new HashMap<>();

  private Set<Integer> outliving = Set.of();
  private @Nullable Entry current;
  private boolean showing;
  private long version;

  Lifecycles(Analysis analysis, Heap global) {
    this.analysis = analysis;
    this.global = global;
    global.observer(this);
  }

  /** {@return a number that rises when what some stage sees may have changed} */
  long version() {
    return version;
  }

  /** {@return the version at which what stages of the object see changed last} */
  long changed(int object) {
    return changed.getOrDefault(object, 0L);
  }

  /** {@return whether another object of the same class may see what this one holds} */
  boolean isOutliving(int object) {
    return outliving.contains(object);
  }

  /**
   * Looks again for objects that static fields reach: another object of the same class may see
   * them, for which the order of events is not known.
   */
  void round() {
    Atoms atoms = analysis.atoms();
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    global
        .fieldsOf(atoms.globals())
        .forEach((field, value) -> {
          if (!field.startsWith("store:")) {
            add(value, seen, open);
          }
        });
    while (!open.isEmpty()) {
      global
          .fieldsOf(open.poll())
          .forEach((field, value) -> {
            if (!field.startsWith("$")) {
              add(value, seen, open);
            }
          });
    }
    outliving = seen;
  }

  private static void add(Value value, Set<Integer> seen, Deque<Integer> open) {
    for (int i = 0; i < value.size(); i++) {
      if (seen.add(value.atom(i))) {
        open.add(value.atom(i));
      }
    }
  }

  /** From now on {@code entry} runs: it sees of its object what may have happened before. */
  void enter(Entry entry) {
    current = entry;
    int stage = stage(entry);
    Map<String, Value[]> fields = written.get(entry.object());
    if (stage == ANY || fields == null || outliving.contains(entry.object())) {
      return;
    }
    int last = isOnce(entry) ? stage : stage + 1;
    Map<String, Value> view = new HashMap<>();
    fields.forEach((field, byStage) -> {
      Value seen = Value.NOTHING;
      for (int i = 0; i <= last; i++) {
        seen = analysis.atoms().join(seen, byStage[i]);
      }
      view.put(field, seen);
    });
    global.show(entry.object(), view);
    showing = true;
  }

  /** The entry point that runs is done. */
  void leave() {
    if (showing) {
      global.restore();
      showing = false;
    }
    current = null;
  }

  @Override
  public void wrote(int object, String field, Value value) {
    if (!analysis.entryPoints().isMadeByAndroid(object)) {
      return;
    }
    Value[] byStage =
        written.computeIfAbsent(object, _ -> new HashMap<>()).computeIfAbsent(field, _ -> none());
    int at = current == null ? 0 : earliest(current, object) + 1;
    Value joined = analysis.atoms().join(byStage[at], value);
    if (!joined.is(byStage[at])) {
      byStage[at] = joined;
      version++;
      changed.put(object, version);
    }
  }

  private static Value[] none() {
    Value[] byStage = new Value[LAST_STAGE + 2];
    Arrays.fill(byStage, Value.NOTHING);
    return byStage;
  }

  /** {@return the stage of {@code object}'s life before which the entry cannot run} */
  private int earliest(Entry entry, int object) {
    return entry.object() == object
        ? stage(entry)
        : earliest(entry.object(), object, new HashSet<>());
  }

  /** Callbacks of an object that was made while another lived come after its making. */
  private int earliest(int made, int object, Set<Integer> seen) {
    if (made < 0 || !seen.add(made) || analysis.entryPoints().isMadeByAndroid(made)) {
      return ANY;
    }
    int earliest = LAST_STAGE + 1;
    global.noteRead(made);
    for (Entry maker : analysis.entryPoints().makers(made)) {
      int stage = maker.object() == object ? stage(maker) : earliest(maker.object(), object, seen);
      if (stage == ANY) {
        return ANY;
      }
      earliest = Math.min(earliest, stage);
    }
    return earliest > LAST_STAGE ? ANY : earliest;
  }

  private int stage(Entry entry) {
    if (!analysis.entryPoints().isMadeByAndroid(entry.object())) {
      return ANY;
    }
    if (entry.method().id().name().equals("<init>")) {
      return CONSTRUCTOR;
    }
    return entry.overridden() == null ? ANY : Math.min(LAST_STAGE, entry.overridden().stage());
  }

  private static boolean isOnce(Entry entry) {
    return entry.overridden() == null || entry.overridden().once();
  }
}
