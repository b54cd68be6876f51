package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Android enters the app: life-cycle methods of components, methods that override Android's
 * or a library's in classes that the app makes, static initialisers of classes that are used.
 */
final class EntryPoints {
  /** Store of intents under way, by the class they are sent to. */
  static final String INTENTS = "intent";

  /** Cell of a component that holds the intents sent to it. */
  static final String RECEIVED = "$intent";

  /** Cell of an object that holds what its callbacks returned. */
  static final String RESULT = argumentCell("result,0");

  /** Cell of a receiver that holds the actions it was registered for by code. */
  static final String ACTIONS = "$actions";

  /** Cell of an intent that holds its action. */
  static final String ACTION = "$action";

  /** Key under which an intent holds the class it names. */
  static final String INTENT_TARGET = "$target";

  private static final Set<String> NOT_CALLBACKS =
      Set.of(
          "<init>", "toString", "equals", "hashCode", "finalize", "clone", "compareTo", "compare");

  /** Event of an entry point of which nothing is known but that somebody may call it. */
  private static final String UNKNOWN = "unknown";

  private static final int ACC_PRIVATE = 0x2;
  private static final int NO_OBJECT = -1;

  private final Analysis analysis;
  private final Map<String, List<DexMethod>> callbacks = new HashMap<>();
  private final Set<DexMethod> initialisers = new LinkedHashSet<>();
  private final Set<String> initialised = new HashSet<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Integer> known = new HashSet<>();
  private final Map<Integer, Set<String>> actions = new HashMap<>();

  /**
   * @param method the method that Android calls
   * @param object atom of the object it is called on, -1 for a static method
   * @param component qualified name of the component it belongs to, or null
   * @param componentKind as in {@link io.unveil.analyzer.facts.Trigger}
   * @param event as in {@link io.unveil.analyzer.facts.Trigger}
   * @param periodic whether the event comes again by itself
   * @param overridden what the models say about the overridden method, or null
   */
  record Entry(
      DexMethod method,
      int object,
      @Nullable String component,
      String componentKind,
      String event,
      boolean periodic,
      @Nullable OverrideModel overridden) {
    /** {@return whether it is known how Android comes here} */
    boolean isKnown() {
      return !event.equals(UNKNOWN);
    }

    /** {@return this entry as a consequence of what started {@code maker}} */
    Entry startedBy(Entry maker) {
      return new Entry(
          method,
          object,
          component,
          componentKind,
          maker.event,
          periodic || maker.periodic,
          overridden);
    }
  }

  EntryPoints(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@return the field of an object that holds what a model passes to one of its callbacks} */
  static String argumentCell(String nameAndIndex) {
    return "$argument:" + nameAndIndex;
  }

  /**
   * {@return keys of the intent store that the object's intents are under, by its class and its
   * filters}
   */
  List<String> intentKeys(int object) {
    List<String> keys = new ArrayList<>();
    if (analysis.atoms().get(object) instanceof Atom.Allocation made) {
      keys.add(made.type());
    }
    actions.getOrDefault(object, Set.of()).forEach(a -> keys.add(actionKey(a)));
    return keys;
  }

  static String actionKey(String action) {
    return "action:" + action;
  }

  /** {@return how many entry points are known by now; running them adds more} */
  int count() {
    return entries.size();
  }

  Entry entry(int i) {
    return entries.get(i);
  }

  /** {@return whether a method of this name is called by so many that it is no callback} */
  static boolean isCommon(String name) {
    return NOT_CALLBACKS.contains(name);
  }

  boolean hasCallbacks(String type) {
    return !callbacks(type).isEmpty();
  }

  /** Static code of {@code type} and of the classes above it runs before an object is made. */
  void initialises(String type) {
    String at = type;
    while (at != null && initialised.add(at) && analysis.isAppCode(at)) {
      DexClass declaring = analysis.code().find(at);
      if (declaring == null) {
        return;
      }
      initialises(declaring);
      at = declaring.superclass();
    }
  }

  /** Static code of {@code type} runs before its fields are used. */
  void initialises(DexClass type) {
    DexMethod initialiser = type.method("<clinit>", "()V");
    if (initialiser != null && initialiser.hasCode() && initialisers.add(initialiser)) {
      entries.add(
          new Entry(initialiser, NO_OBJECT, null, "callback", "class-initialisation", false, null));
    }
  }

  /** {@return methods of {@code type} that Android or a library calls} */
  List<DexMethod> callbacks(String type) {
    List<DexMethod> found = callbacks.get(type);
    if (found == null) {
      found = analysis.isAppCode(type) ? findCallbacks(type) : List.of();
      callbacks.put(type, found);
    }
    return found;
  }

  private List<DexMethod> findCallbacks(String type) {
    List<DexMethod> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String at = type;
    for (int i = 0; at != null && i < 64; i++) {
      DexClass declaring = analysis.isAppCode(at) ? analysis.code().find(at) : null;
      if (declaring == null) {
        break;
      }
      for (DexMethod m : declaring.methods()) {
        if (isCallback(m) && seen.add(m.id().name() + m.id().descriptor())) {
          found.add(m);
        }
      }
      at = declaring.superclass();
    }
    return List.copyOf(found);
  }

  private boolean isCallback(DexMethod method) {
    return !method.isStatic()
        && method.hasCode()
        && !NOT_CALLBACKS.contains(method.id().name())
        && (isClickHandler(method) || analysis.hierarchy().overridesFramework(method));
  }

  /** Layouts name public methods with one View parameter in {@code android:onClick}. */
  private static boolean isClickHandler(DexMethod method) {
    return method.id().descriptor().equals("(Landroid/view/View;)V");
  }

  /** Adds the components of the manifest and the classes that Android makes by itself. */
  void addComponents(@Nullable Manifest manifest) {
    if (manifest != null) {
      String application = manifest.application().className();
      if (application != null) {
        addObject(descriptor(application), application, "application", List.of());
      }
      for (Component c : manifest.application().components()) {
        String name = c.targetActivity() != null ? c.targetActivity() : c.name();
        String kind =
            c.kind() == Component.Kind.ACTIVITY_ALIAS
                ? "activity"
                : c.kind().name().toLowerCase(Locale.ROOT);
        List<String> actions = c.filters().stream().flatMap(f -> f.actions().stream()).toList();
        addObject(descriptor(name), name, kind, actions);
      }
    }
    for (String base : analysis.models().createdByAndroid()) {
      for (String type : analysis.hierarchy().subclasses(base)) {
        addObject(type, null, "callback", List.of());
      }
    }
  }

  /**
   * Adds what may be called from outside in files that Android does not load. Who calls it, on
   * which object, is not to be seen: reflection of the loader, or the manifest of a nested app.
   */
  void addUnloaded(Relevance relevance) {
    for (DexFile file : analysis.code().files()) {
      if (analysis.loading().of(file.name()) == LoadedBy.ART) {
        continue;
      }
      for (DexClass type : file.classes()) {
        for (DexMethod method : type.methods()) {
          if (method.hasCode() && isOpen(method) && relevance.isRelevant(method)) {
            addUnloaded(method);
          }
        }
      }
    }
  }

  private boolean isOpen(DexMethod method) {
    return (method.accessFlags() & ACC_PRIVATE) == 0
        && !method.id().name().startsWith("<")
        && analysis.isAppCode(method.owner().descriptor());
  }

  private void addUnloaded(DexMethod method) {
    String type = method.owner().descriptor();
    int object = NO_OBJECT;
    if (!method.isStatic()) {
      CodePoint made = new CodePoint(method, CodePoint.ENTRY);
      object = analysis.atoms().id(new Atom.Allocation(made, type, List.of()));
    }
    OverrideModel model = overrideOf(method);
    entries.add(new Entry(method, object, null, "callback", UNKNOWN, false, model));
  }

  private static String descriptor(String className) {
    return "L" + className.replace('.', '/') + ";";
  }

  private void addObject(
      String type, @Nullable String component, String kind, List<String> actions) {
    List<DexMethod> methods = callbacks(type);
    if (methods.isEmpty()) {
      return;
    }
    CodePoint made = new CodePoint(methods.getFirst(), CodePoint.ENTRY);
    int object = analysis.atoms().id(new Atom.Allocation(made, type, List.of()));
    this.actions.computeIfAbsent(object, _ -> new LinkedHashSet<>()).addAll(actions);
    if (!known.add(object)) {
      return;
    }
    for (DexMethod m : initialisersAnd(type, methods)) {
      String event =
          kind.equals("receiver") && !actions.isEmpty() ? actions.getFirst() : "lifecycle";
      entries.add(entry(m, object, component, kind, event));
    }
  }

  /** Android makes the object, so its constructor runs first. */
  private List<DexMethod> initialisersAnd(String type, List<DexMethod> methods) {
    DexClass declaring = analysis.code().find(type);
    DexMethod constructor = declaring == null ? null : declaring.method("<init>", "()V");
    List<DexMethod> all = new ArrayList<>();
    if (constructor != null && constructor.hasCode()) {
      all.add(constructor);
    }
    all.addAll(methods);
    return all;
  }

  /** Adds the callbacks of an object that {@code maker}'s code made. */
  void addCreated(int object, Entry maker) {
    if (!known.add(object) || !(analysis.atoms().get(object) instanceof Atom.Allocation made)) {
      return;
    }
    for (DexMethod m : callbacks(made.type())) {
      Entry entry = entry(m, object, maker.component, maker.componentKind, "callback");
      boolean inherits = entry.event.equals("callback") || entry.event.equals("background-task");
      entries.add(inherits ? entry.startedBy(maker) : entry);
    }
  }

  private Entry entry(
      DexMethod method, int object, @Nullable String component, String kind, String event) {
    OverrideModel model = overrideOf(method);
    String precise = model != null ? model.event() : isClickHandler(method) ? "user-click" : event;
    boolean kept = event.contains(".") && precise.equals("broadcast");
    return new Entry(
        method,
        object,
        component,
        kind,
        kept ? event : precise,
        model != null && model.periodic(),
        model);
  }

  @Nullable OverrideModel overrideOf(DexMethod method) {
    MethodId id = method.id();
    return analysis
        .models()
        .override(
            analysis
                .hierarchy()
                .declarations(method.owner().descriptor(), id.name(), id.descriptor()));
  }
}
