package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** Cell of a receiver that holds the filters it was registered with. */
  static final String FILTERS = "$filter";

  /** Cell of a receiver that holds the filters it was registered with within the app. */
  static final String LOCAL_FILTERS = "$local-filter";

  /** Event of an entry point of which nothing is known but that somebody may call it. */
  private static final String UNKNOWN = "unknown";

  /** Constructors that Android calls: of components and fragments, of views in layouts. */
  private static final List<String> CONSTRUCTORS =
      List.of("()V", "(Landroid/content/Context;Landroid/util/AttributeSet;)V");

  private static final int ACC_PRIVATE = 0x2;
  private static final int NO_OBJECT = -1;

  private final Analysis analysis;
  private final Callbacks callbacks;
  private final Components components;
  private final Set<DexMethod> initialisers = new LinkedHashSet<>();
  private final Set<String> initialised = new HashSet<>();
  private final List<Entry> entries = new ArrayList<>();
  private int application = NO_OBJECT;
  private final Set<Integer> known = new LinkedHashSet<>();
  private final Set<Integer> madeByAndroid = new LinkedHashSet<>();
  private final Map<Integer, Set<Entry>> makers = new HashMap<>();

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
    this.callbacks = new Callbacks(analysis);
    this.components = new Components(analysis);
  }

  /** Static code that ran at another reading of the app runs here as well. */
  void adopt(EntryPoints other) {
    other.initialised.stream().sorted().forEach(this::initialises);
    other.initialisers.forEach(initialiser -> initialises(initialiser.owner()));
  }

  /** {@return the field of an object that holds what a model passes to one of its callbacks} */
  static String argumentCell(String nameAndIndex) {
    return "$argument:" + nameAndIndex;
  }

  /** {@return how many entry points are known by now; running them adds more} */
  int count() {
    return entries.size();
  }

  Entry entry(int i) {
    return entries.get(i);
  }

  /** {@return the application object, -1 when it is Android's own} */
  int application() {
    return application;
  }

  /** {@return the components of the manifest} */
  Components components() {
    return components;
  }

  Callbacks callbacks() {
    return callbacks;
  }

  /** {@return the objects with callbacks that are known by now, in the order they were found} */
  Set<Integer> objects() {
    return known;
  }

  /** {@return whether Android makes the object, and none of the app's code does} */
  boolean isMadeByAndroid(int object) {
    return madeByAndroid.contains(object);
  }

  /** {@return the entry points whose code makes the object} */
  Set<Entry> makers(int object) {
    return makers.getOrDefault(object, Set.of());
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

  /** Adds the components of the manifest and the classes that Android makes by itself. */
  void addComponents(@Nullable Manifest manifest) {
    if (manifest != null) {
      String application = manifest.application().className();
      if (application != null) {
        this.application =
            addObject(descriptor(application), application, "application", List.of());
      }
      for (Component c : components.startable(manifest)) {
        String name = c.targetActivity() != null ? c.targetActivity() : c.name();
        List<String> actions = c.filters().stream().flatMap(f -> f.actions().stream()).toList();
        int object = addObject(descriptor(name), name, Components.kind(c), actions);
        if (object >= 0) {
          components.add(object, descriptor(name), c);
        }
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
    OverrideModel model = callbacks.overridden(method);
    entries.add(new Entry(method, object, null, "callback", UNKNOWN, false, model));
  }

  /** {@return the type descriptor of a class name of the manifest} */
  static String descriptor(String className) {
    return "L" + className.replace('.', '/') + ";";
  }

  /** {@return the object, or -1 when it has no code of the app} */
  private int addObject(
      String type, @Nullable String component, String kind, List<String> actions) {
    List<DexMethod> methods = initialisersAnd(type, callbacks.of(type));
    if (methods.isEmpty()) {
      return NO_OBJECT;
    }
    CodePoint made = new CodePoint(methods.getFirst(), CodePoint.ENTRY);
    int object = analysis.atoms().id(new Atom.Allocation(made, type, List.of()));
    if (known.add(object)) {
      madeByAndroid.add(object);
      String event =
          kind.equals("receiver") && !actions.isEmpty() ? actions.getFirst() : "lifecycle";
      for (DexMethod m : methods) {
        entries.add(entry(m, object, component, kind, event));
      }
    }
    return object;
  }

  /** Android makes the object, so its constructor runs first. */
  private List<DexMethod> initialisersAnd(String type, List<DexMethod> methods) {
    DexClass declaring = analysis.code().find(type);
    List<DexMethod> all = new ArrayList<>();
    for (String arguments : CONSTRUCTORS) {
      DexMethod constructor = declaring == null ? null : declaring.method("<init>", arguments);
      if (constructor != null && constructor.hasCode()) {
        all.add(constructor);
      }
    }
    all.addAll(methods);
    return all;
  }

  /**
   * Adds the callbacks of an object that {@code maker}'s code made; {@return whether that is a
   * maker more of an object that was known}
   */
  boolean addCreated(int object, Entry maker) {
    boolean more = makers.computeIfAbsent(object, _ -> new LinkedHashSet<>()).add(maker);
    if (!known.add(object) || !(analysis.atoms().get(object) instanceof Atom.Allocation made)) {
      return more;
    }
    for (DexMethod m : callbacks.of(made.type())) {
      Entry entry = entry(m, object, maker.component, maker.componentKind, "callback");
      boolean inherits = entry.event.equals("callback") || entry.event.equals("background-task");
      entries.add(inherits ? entry.startedBy(maker) : entry);
    }
    return false;
  }

  private Entry entry(
      DexMethod method, int object, @Nullable String component, String kind, String event) {
    OverrideModel model = callbacks.overridden(method);
    String precise =
        model != null ? model.event() : Callbacks.isClickHandler(method) ? "user-click" : event;
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
}
