package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which sources, sinks and catalogued calls an app's tables name, and which of them its own code
 * uses. Decides, cheapest test first, whether data flow is worth solving: pruning is by models,
 * never by rules.
 */
final class Census {
  private final Analysis analysis;
  private final Map<DexFile, Found> found = new LinkedHashMap<>();
  private final Map<String, List<CodePoint>> sources = new TreeMap<>();
  private final Map<String, List<CodePoint>> sinks = new TreeMap<>();
  private final List<CodePoint> watched = new ArrayList<>();
  private final List<CodePoint> reflective = new ArrayList<>();
  private boolean tablesNameSource;
  private boolean namesSource;
  private boolean namesSink;

  /**
   * Ids of one DEX file that the models know, by kind; the kind {@code ""} stands for catalogued
   * calls.
   *
   * @param reflective methods that call a method by name
   * @param sourceNames strings that name a source method or its class
   * @param sinkNames strings that name a sink method or its class
   */
  private record Found(
      Map<String, BitSet> sourceMethods,
      Map<String, BitSet> sinkMethods,
      BitSet watched,
      Map<String, BitSet> providerFields,
      Map<String, BitSet> providerStrings,
      Set<String> overriddenIn,
      BitSet reflective,
      BitSet sourceNames,
      BitSet sinkNames) {
    Found() {
      this(
          new TreeMap<>(),
          new TreeMap<>(),
          new BitSet(),
          new TreeMap<>(),
          new TreeMap<>(),
          new HashSet<>(),
          new BitSet(),
          new BitSet(),
          new BitSet());
    }
  }

  Census(Analysis analysis) {
    this.analysis = analysis;
  }

  /**
   * Looks at the id tables only; no code is read. {@return whether flows or catalogued calls are
   * possible at all}
   */
  boolean tablesNameAnything() {
    ApiMatcher matcher = new ApiMatcher(analysis.models(), analysis.hierarchy());
    Set<String> fieldOwners = analysis.models().constantOwners();
    boolean sink = false;
    boolean watch = false;
    for (DexFile file : analysis.code().files()) {
      Found ids = new Found();
      found.put(file, ids);
      matcher.matches(file).forEach(match -> method(match, ids));
      for (int id : file.fieldIdsOwnedBy(fieldOwners)) {
        field(file.fieldId(id), id, ids.providerFields);
      }
      strings(file, ids.providerStrings);
      boolean named = !ids.reflective.isEmpty();
      if (named) {
        add(ids.sourceNames, file.stringIds(reflectiveNames(true)));
        add(ids.sinkNames, file.stringIds(reflectiveNames(false)));
      }
      tablesNameSource |=
          !ids.sourceNames.isEmpty()
              || !ids.sourceMethods.isEmpty()
              || !ids.providerFields.isEmpty()
              || !ids.providerStrings.isEmpty()
              || !ids.overriddenIn.isEmpty();
      sink |= !ids.sinkMethods.isEmpty() || !ids.sinkNames.isEmpty();
      watch |= !ids.watched.isEmpty();
    }
    return (tablesNameSource && sink) || watch || analysis.device() != null;
  }

  /** {@return whether the tables name a source that is always solved} */
  boolean tablesNameSource() {
    return tablesNameSource;
  }

  private static void add(BitSet set, int[] ids) {
    for (int id : ids) {
      set.set(id);
    }
  }

  /** {@return simple names and dotted classes of protected sources, or of sinks} */
  private Set<String> reflectiveNames(boolean source) {
    Set<String> names = new HashSet<>();
    for (MethodModel model : analysis.models().acting()) {
      MethodModel.Source yields = model.source();
      boolean wanted =
          source
              ? yields != null && analysis.models().isProtected(yields.kind())
              : !model.sinks().isEmpty();
      if (wanted) {
        String owner = model.method().substring(1, model.method().indexOf(";->"));
        names.add(owner.replace('/', '.'));
        names.add(Models.simpleName(model.method()));
      }
    }
    return names;
  }

  private void method(ApiMatcher.Match match, Found ids) {
    MethodModel model = match.model();
    if (model != null) {
      if (model.source() != null && analysis.models().isProtected(model.source().kind())) {
        mark(ids.sourceMethods, model.source().kind(), match.index());
      }
      for (MethodModel.Sink sink : model.sinks()) {
        mark(ids.sinkMethods, sink.kind(), match.index());
      }
      if (model.evaluate() == MethodModel.Evaluator.INVOKE_METHOD) {
        ids.reflective.set(match.index());
      }
      if (model.watch() != null) {
        ids.watched.set(match.index());
      }
    }
    OverrideModel override = match.override();
    if (override != null && override.source() != null && analysis.isAppCode(match.id().owner())) {
      ids.overriddenIn.add(match.id().owner());
    }
  }

  private void field(FieldId field, int index, Map<String, BitSet> kinds) {
    String uri = analysis.models().constant(field);
    Models.ProviderKind kind = uri == null ? null : analysis.models().provider(uri);
    if (kind != null) {
      mark(kinds, kind.kind(), index);
    }
  }

  private void strings(DexFile file, Map<String, BitSet> kinds) {
    for (int i : file.stringIdsStartingWith("content://")) {
      Models.ProviderKind kind = analysis.models().provider(file.string(i));
      if (kind != null) {
        mark(kinds, kind.kind(), i);
      }
    }
  }

  private static void mark(Map<String, BitSet> kinds, String kind, int index) {
    kinds.computeIfAbsent(kind, _ -> new BitSet()).set(index);
  }

  /**
   * Looks at the code index: what the app's own code uses. {@return whether data flow must be
   * solved}
   */
  boolean codeUsesThem() {
    CodeIndex index = analysis.code().index();
    found.forEach((file, ids) -> {
      ids.sourceMethods.forEach((k, set) -> add(sources, k, uses(index.calls(), file, set)));
      ids.sinkMethods.forEach((k, set) -> add(sinks, k, uses(index.calls(), file, set)));
      ids.providerFields.forEach((k, set) -> add(sources, k, uses(index.fieldReads(), file, set)));
      ids.providerStrings.forEach(
          (k, set) -> add(sources, k, uses(index.stringConstants(), file, set)));
      watched.addAll(uses(index.calls(), file, ids.watched));
      ids.overriddenIn.forEach(this::addOverrides);
      reflective.addAll(uses(index.calls(), file, ids.reflective));
      namesSource |= !uses(index.stringConstants(), file, ids.sourceNames).isEmpty();
      namesSink |= !uses(index.stringConstants(), file, ids.sinkNames).isEmpty();
    });
    return flowsArePossible() || !watched.isEmpty() || analysis.device() != null;
  }

  /** What is called by name counts as called where the app calls by name. */
  private boolean flowsArePossible() {
    boolean source = !sources.isEmpty() || (namesSource && !reflective.isEmpty());
    boolean sink = !sinks.isEmpty() || (namesSink && !reflective.isEmpty());
    return source && sink;
  }

  private static void add(Map<String, List<CodePoint>> kinds, String kind, List<CodePoint> points) {
    if (!points.isEmpty()) {
      kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(points);
    }
  }

  private List<CodePoint> uses(CodeIndex.Uses uses, DexFile file, BitSet targets) {
    List<CodePoint> points = new ArrayList<>();
    for (int k : uses.of(file, targets)) {
      DexMethod method = analysis.code().method(uses.owner(k));
      if (analysis.isAppCode(method.owner().descriptor())) {
        points.add(new CodePoint(method, uses.pc(k)));
      }
    }
    return points;
  }

  private void addOverrides(String type) {
    DexClass declaring = analysis.code().find(type);
    if (declaring == null) {
      return;
    }
    for (DexMethod m : declaring.methods()) {
      OverrideModel model =
          m.hasCode() && !m.isStatic() ? analysis.entryPoints().callbacks().overridden(m) : null;
      if (model != null && model.source() != null) {
        add(sources, model.source().kind(), List.of(new CodePoint(m, CodePoint.ENTRY)));
      }
    }
  }

  /** {@return the places that decide which code matters} */
  List<CodePoint> places() {
    List<CodePoint> places = new ArrayList<>(watched);
    if (flowsArePossible() || analysis.device() != null) {
      places.addAll(reflective);
      sources.values().forEach(places::addAll);
      sinks.values().forEach(places::addAll);
    }
    return places;
  }

  /** {@return places in the app's own code by source kind} */
  Map<String, List<CodePoint>> sources() {
    return sources;
  }

  /** {@return places in the app's own code by sink kind} */
  Map<String, List<CodePoint>> sinks() {
    return sinks;
  }

  /**
   * {@return the API called at {@code point}, or the overridden method for an entry, or null when
   * it cannot be read}
   */
  @Nullable String apiAt(CodePoint point) {
    if (point.pc() < 0) {
      return point.method().id().toString();
    }
    CodeIndex.Uses calls = analysis.code().index().calls();
    for (int k = calls.begin(point.method().ordinal());
        k < calls.end(point.method().ordinal());
        k++) {
      if (calls.pc(k) == point.pc()) {
        try {
          return point.method().file().methodId(calls.target(k)).toString();
        } catch (BadCodeException e) {
          return null;
        }
      }
    }
    return null;
  }
}
