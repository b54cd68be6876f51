package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the app's methods can matter: those from which a source, a sink or a catalogued call can
 * be reached. A call reaches every override in the classes above and below the one it names, a
 * class's callbacks count as called where it is made (whoever calls them), and writers of a field
 * count as called by its readers. Callbacks through which data may pass count where they are made.
 * So the set is too large rather than too small; entry points outside it are not entered. Calls
 * that connect components ({@link ComponentLinks}) matter whatever is near them.
 */
final class Relevance {
  private final Analysis analysis;
  private final CodeIndex index;
  private final ComponentLinks links;
  private final Map<String, List<Call>> callers = new HashMap<>();
  private final Map<String, List<DexMethod>> makers = new HashMap<>();
  private final Map<String, List<DexMethod>> writers = new HashMap<>();

  /** Whether the method that is indexed sends an intent, and whether it has data for one. */
  private boolean sends;

  private boolean carries;
  private final BitSet relevant = new BitSet();
  private final Deque<DexMethod> open = new ArrayDeque<>();

  /** A call of a method of the class {@code owner} in {@code caller}. */
  private record Call(String owner, DexMethod caller) {}

  /**
   * @param places sources, sinks and catalogued calls in the app's own code
   */
  Relevance(Analysis analysis, Iterable<CodePoint> places) {
    this.analysis = analysis;
    this.index = analysis.code().index();
    this.links = ComponentLinks.of(analysis.models());
    indexAppCode();
    places.forEach(p -> add(p.method()));
    while (!open.isEmpty()) {
      spread(open.poll());
    }
  }

  boolean isRelevant(DexMethod method) {
    return relevant.get(method.ordinal());
  }

  private void indexAppCode() {
    for (DexFile file : analysis.code().files()) {
      for (DexClass type : file.classes()) {
        if (analysis.isAppCode(type.descriptor())) {
          type.methods().stream().filter(DexMethod::hasCode).forEach(this::index);
        }
      }
    }
  }

  private void index(DexMethod method) {
    DexFile file = method.file();
    int ordinal = method.ordinal();
    OverrideModel override =
        links.overrides().contains(method.id().name())
            ? analysis.entryPoints().callbacks().overridden(method)
            : null;
    if (override != null && ComponentLinks.isLink(override)) {
      add(method);
    }
    sends = false;
    carries = method.parameterTypes().contains(IntentRouting.INTENT);
    each(index.calls(), ordinal, k -> putCall(file.methodId(k), method));
    if (sends && carries) {
      add(method);
    }
    each(index.instantiations(), ordinal, k -> put(makers, file.type(k), method));
    each(index.fieldWrites(), ordinal, k -> put(writers, key(file.fieldId(k)), method));
  }

  private static void each(CodeIndex.Uses uses, int ordinal, java.util.function.IntConsumer use) {
    for (int k = uses.begin(ordinal); k < uses.end(ordinal); k++) {
      try {
        use.accept(uses.target(k));
      } catch (BadCodeException _) {
        // The solver meets the same id again and counts the method as unread.
      }
    }
  }

  private void putCall(MethodId id, DexMethod caller) {
    carries |= ComponentLinks.carries(id);
    if (links.calls().contains(id.name())) {
      MethodModel model = analysis.calls().targets().callee(id).model();
      sends |= model != null && ComponentLinks.isSend(model);
      if (model != null && ComponentLinks.isLink(model)) {
        add(caller);
      }
    }
    if (analysis.isAppCode(id.owner())) {
      callers.computeIfAbsent(key(id), _ -> new ArrayList<>()).add(new Call(id.owner(), caller));
    }
  }

  private static void put(Map<String, List<DexMethod>> map, String key, DexMethod method) {
    List<DexMethod> methods = map.computeIfAbsent(key, _ -> new ArrayList<>());
    if (methods.isEmpty() || methods.getLast() != method) {
      methods.add(method);
    }
  }

  private static String key(MethodId id) {
    return id.name() + id.descriptor();
  }

  private String key(FieldId id) {
    return analysis.declaringClass(id) + "->" + id.name();
  }

  private void add(DexMethod method) {
    if (!relevant.get(method.ordinal())) {
      relevant.set(method.ordinal());
      open.add(method);
    }
  }

  private void addAll(Map<String, List<DexMethod>> map, String key) {
    map.getOrDefault(key, List.of()).forEach(this::add);
  }

  private void spread(DexMethod method) {
    String owner = method.owner().descriptor();
    for (Call call : callers.getOrDefault(key(method.id()), List.of())) {
      if (analysis.hierarchy().isSubtype(owner, call.owner)
          || analysis.hierarchy().isSubtype(call.owner, owner)) {
        add(call.caller);
      }
    }
    if (analysis.entryPoints().callbacks().of(owner).contains(method)) {
      addAll(makers, owner);
      analysis.hierarchy().subclasses(owner).forEach(sub -> addAll(makers, sub));
    }
    each(index.fieldReads(), method.ordinal(), k -> addAll(writers, key(method.file().fieldId(k))));
    each(index.instantiations(), method.ordinal(), k -> addStages(method.file().type(k)));
  }

  /**
   * Callbacks of a class that relevant code makes, where data goes in or comes out: it may pass
   * through them on its way although they neither hold a source nor a sink.
   */
  private void addStages(String type) {
    for (DexMethod callback : analysis.entryPoints().callbacks().of(type)) {
      String descriptor = callback.id().descriptor();
      boolean yields = descriptor.endsWith(";") || descriptor.contains(")[");
      if (yields || analysis.models().isFed(callback.id().name())) {
        add(callback);
      }
    }
  }
}
