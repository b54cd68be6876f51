package io.unveil.analyzer.graph;

import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One hierarchy over the classes of an app and of the platform. Types are named by descriptor. A
 * type is <em>app</em> when a DEX file defines it, <em>framework</em> when the platform does,
 * <em>missing</em> when neither does (a library that was stripped, a plug-in, a class loaded at run
 * time).
 *
 * <p>A DEX file may define a class that the platform has too. On a device the platform's is used,
 * if that device has it; the app's code is kept in sight all the same: such a type is both, its
 * place in the hierarchy is the platform's and its supertypes are those of both definitions.
 *
 * <p>Hostile hierarchies are cyclic, thousands deep or thousands wide: a walk stops at {@link
 * #MAX_DEPTH} superclasses or {@link #MAX_SUPERTYPES} supertypes, and {@link #cutOff()} names the
 * types for which it did. Thread-confined.
 */
public final class ClassHierarchy {
  /** Superclasses that are followed from one type; real apps stay below 20. */
  public static final int MAX_DEPTH = 256;

  /** Supertypes of one type, interfaces included; real apps stay below 60. */
  public static final int MAX_SUPERTYPES = 1_024;

  static final String OBJECT = "Ljava/lang/Object;";

  /**
   * Longer lists are worked out anew each time, so that a hostile app cannot make us keep depth ×
   * classes names.
   */
  private static final int MAX_KEPT_SUPERTYPES = 64;

  private static final List<String> ABOVE_ARRAYS =
      List.of("Ljava/lang/Cloneable;", "Ljava/io/Serializable;");

  private record Targets(MethodId method, int limit) {}

  private final DexCode code;
  private final FrameworkTable framework;
  private final Map<String, AppType> appTypes = new HashMap<>();
  private final Map<String, List<String>> supertypes = new HashMap<>();
  private final Map<MethodId, List<MethodId>> declarations = new HashMap<>();
  private final Map<MethodId, Optional<DexMethod>> resolved = new HashMap<>();
  private final Map<MethodId, Optional<DexMethod>> dispatched = new HashMap<>();
  private final Map<FieldId, FieldId> fields = new HashMap<>();
  private final Map<Targets, List<DexMethod>> targets = new HashMap<>();
  private final Set<String> cutOff = new LinkedHashSet<>();
  private @Nullable Subtypes below;

  /** A hierarchy over {@code code}, read as questions come. */
  public ClassHierarchy(DexCode code, FrameworkTable framework) {
    this.code = code;
    this.framework = framework;
  }

  /** {@return whether a DEX file of the app defines the class} */
  public boolean isAppClass(String descriptor) {
    return code.find(descriptor) != null;
  }

  /** {@return whether the platform defines the class; where it does, a device uses its own} */
  public boolean isFrameworkClass(String descriptor) {
    return framework.isFramework(descriptor);
  }

  /**
   * {@return whether neither the app nor the platform defines this class; false for arrays and
   * primitives}
   */
  public boolean isMissing(String descriptor) {
    return descriptor.startsWith("L")
        && !framework.isFramework(descriptor)
        && !isAppClass(descriptor);
  }

  /**
   * {@return the superclass; {@code Object} for arrays; null for {@code Object}, primitives and
   * missing types}
   */
  public @Nullable String superclass(String descriptor) {
    if (descriptor.startsWith("[")) {
      return OBJECT;
    }
    if (framework.isFramework(descriptor)) {
      return framework.superclass(descriptor);
    }
    AppType app = app(descriptor);
    return app == null ? null : app.superclass();
  }

  /**
   * {@return the interfaces the type names itself, those of both definitions when app and platform
   * define it}
   */
  public List<String> interfaces(String descriptor) {
    if (descriptor.startsWith("[")) {
      return ABOVE_ARRAYS;
    }
    List<String> platform = framework.interfaces(descriptor);
    AppType app = app(descriptor);
    if (app == null || app.interfaces().isEmpty()) {
      return platform;
    }
    if (platform.isEmpty()) {
      return app.interfaces();
    }
    Set<String> both = new LinkedHashSet<>(platform);
    both.addAll(app.interfaces());
    return List.copyOf(both);
  }

  private @Nullable AppType app(String descriptor) {
    AppType known = appTypes.get(descriptor);
    if (known != null) {
      return known;
    }
    DexClass defined = code.find(descriptor);
    if (defined == null) {
      return null;
    }
    AppType read = AppType.of(defined);
    appTypes.put(descriptor, read);
    return read;
  }

  /** {@return what the type itself names above it, superclass first} */
  Collection<String> namedAbove(String descriptor) {
    String superclass = superclass(descriptor);
    AppType app = app(descriptor);
    if (superclass != null
        && app != null
        && app.interfaces().isEmpty()
        && !framework.isFramework(descriptor)) {
      return List.of(superclass);
    }
    Set<String> named = new LinkedHashSet<>();
    if (superclass != null) {
      named.add(superclass);
    }
    named.addAll(besideSuperclass(descriptor));
    return named;
  }

  /** Interfaces, and what the DEX file names as superclass of a class that the platform has too. */
  private Set<String> besideSuperclass(String descriptor) {
    Set<String> named = new LinkedHashSet<>(interfaces(descriptor));
    AppType app = app(descriptor);
    if (app != null && framework.isFramework(descriptor) && !descriptor.equals(OBJECT)) {
      named.add(app.superclass());
    }
    return named;
  }

  /**
   * {@return all types above this one in the order in which methods are looked up: superclasses
   * from near to far, at last {@code Object}, then interfaces, those of nearer classes first;
   * without the type itself}
   */
  public List<String> supertypes(String descriptor) {
    List<String> known = supertypes.get(descriptor);
    if (known != null) {
      return known;
    }
    List<String> found = above(descriptor);
    if (found.size() <= MAX_KEPT_SUPERTYPES) {
      supertypes.put(descriptor, found);
    }
    return found;
  }

  private List<String> above(String descriptor) {
    if (descriptor.equals(OBJECT) || isPrimitive(descriptor)) {
      return List.of();
    }
    List<String> platform = isAppClass(descriptor) ? null : framework.supertypes(descriptor);
    if (platform != null && platform.stream().noneMatch(this::isAppClass)) {
      return platform;
    }
    Set<String> seen = new LinkedHashSet<>();
    seen.add(descriptor);
    boolean whole = addSuperclasses(descriptor, seen);
    seen.add(OBJECT);
    List<String> toAsk = new ArrayList<>(seen);
    for (int i = 0; i < toAsk.size(); i++) {
      whole &= addNamed(toAsk.get(i), seen, toAsk);
    }
    if (!whole) {
      cutOff.add(descriptor);
    }
    seen.remove(descriptor);
    return List.copyOf(seen);
  }

  private boolean addSuperclasses(String descriptor, Set<String> seen) {
    String above = superclass(descriptor);
    for (int depth = 0; above != null; depth++) {
      if (depth == MAX_DEPTH || !seen.add(above)) {
        return false;
      }
      above = superclass(above);
    }
    return true;
  }

  private boolean addNamed(String descriptor, Set<String> seen, List<String> toAsk) {
    AppType app = app(descriptor);
    for (String above : besideSuperclass(descriptor)) {
      if (seen.size() > MAX_SUPERTYPES) {
        return false;
      }
      if (seen.add(above)) {
        toAsk.add(above);
      }
    }
    return app == null || app.whole();
  }

  /**
   * {@return whether a value of type {@code sub} can be used as {@code sup}; every type is its own
   * subtype}
   */
  public boolean isSubtype(String sub, String sup) {
    if (sub.equals(sup)) {
      return true;
    }
    if (isPrimitive(sub) || isPrimitive(sup)) {
      return false;
    }
    if (sup.equals(OBJECT)) {
      return true;
    }
    if (sub.startsWith("[") && sup.startsWith("[")) {
      return isSubtype(sub.substring(1), sup.substring(1));
    }
    return supertypes(sub).contains(sup);
  }

  private static boolean isPrimitive(String descriptor) {
    return descriptor.length() <= 1;
  }

  /**
   * Finds the app method that a call names, as the runtime resolves it: the class and its
   * superclasses, then the interfaces above them, where a default method goes before an abstract
   * one. Static, private and abstract methods are found too.
   *
   * @return null when the platform or a missing class declares it, or nobody does
   */
  public @Nullable DexMethod resolve(String owner, String name, String descriptor) {
    return resolved
        .computeIfAbsent(new MethodId(owner, name, descriptor), this::lookUp)
        .orElse(null);
  }

  private Optional<DexMethod> lookUp(MethodId wanted) {
    for (String type : classesOf(wanted.owner())) {
      DexMethod method = declared(type, wanted);
      if (method != null || declares(type, wanted)) {
        return Optional.ofNullable(method);
      }
    }
    DexMethod inherited = inInterfaces(wanted, false);
    return Optional.ofNullable(inherited != null ? inherited : inInterfaces(wanted, true));
  }

  /**
   * Finds the app method that runs when {@code name} is called on a receiver whose class is exactly
   * {@code runtimeType}.
   *
   * @return null when the platform's method runs, or none that has a body
   */
  public @Nullable DexMethod dispatch(String runtimeType, String name, String descriptor) {
    return dispatched
        .computeIfAbsent(new MethodId(runtimeType, name, descriptor), this::select)
        .orElse(null);
  }

  private Optional<DexMethod> select(MethodId wanted) {
    for (String type : classesOf(wanted.owner())) {
      DexMethod method = declared(type, wanted);
      if (method != null
          && !method.isStatic()
          && (isVirtual(method) || type.equals(wanted.owner()))) {
        return isAbstract(method) ? Optional.empty() : Optional.of(method);
      }
      if (declares(type, wanted)) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(inInterfaces(wanted, false));
  }

  /** The type and its superclasses. */
  private List<String> classesOf(String descriptor) {
    List<String> classes = new ArrayList<>();
    classes.add(descriptor);
    for (String type : supertypes(descriptor)) {
      classes.add(type);
      if (type.equals(OBJECT)) {
        break;
      }
    }
    return classes;
  }

  /**
   * The most specific method of the interfaces above a type that is abstract or is not; null when
   * there is none.
   */
  private @Nullable DexMethod inInterfaces(MethodId wanted, boolean isAbstract) {
    List<String> above = supertypes(wanted.owner());
    DexMethod best = null;
    for (String type : above.subList(above.indexOf(OBJECT) + 1, above.size())) {
      DexMethod method = declared(type, wanted);
      if (method != null && isVirtual(method) && isAbstract(method) == isAbstract) {
        boolean better = best == null || isSubtype(type, best.owner().descriptor());
        best = better ? method : best;
      }
    }
    return best;
  }

  /** {@return the method that the app's class itself defines, or null} */
  public @Nullable DexMethod declared(String type, String name, String descriptor) {
    AppType app = app(type);
    return app == null ? null : app.method(name, descriptor);
  }

  private @Nullable DexMethod declared(String type, MethodId wanted) {
    AppType app = app(type);
    return app == null ? null : app.method(wanted.name(), wanted.descriptor());
  }

  private boolean declares(String type, MethodId wanted) {
    return framework.declares(type, wanted.name(), wanted.descriptor());
  }

  private static boolean isVirtual(DexMethod method) {
    return (method.accessFlags() & (Modifier.PRIVATE | Modifier.STATIC)) == 0;
  }

  private static boolean isAbstract(DexMethod method) {
    return Modifier.isAbstract(method.accessFlags());
  }

  /**
   * {@return the field under the name of the app class that declares it; {@code named} itself when
   * no app class at or above its owner does} Code may name a field through any class below the one
   * that declares it.
   */
  public FieldId field(FieldId named) {
    return fields.computeIfAbsent(named, this::declaring);
  }

  private FieldId declaring(FieldId named) {
    if (declaresField(named.owner(), named)) {
      return named;
    }
    for (String type : supertypes(named.owner())) {
      if (declaresField(type, named)) {
        return new FieldId(type, named.name(), named.type());
      }
    }
    return named;
  }

  private boolean declaresField(String type, FieldId field) {
    AppType app = app(type);
    return app != null && app.declaresField(field.name(), field.type());
  }

  /**
   * The names under which models may know the method that a call names: the static receiver type is
   * often not the declaring one. Says nothing about whether the app overrides the method; ask
   * {@link #resolve} for that.
   *
   * @return {@code owner} itself unless only the app defines it, then every platform type above it
   *     that declares the method and every missing type above it, near ones first; {@code owner}
   *     itself when that leaves nothing
   */
  public List<MethodId> declarations(String owner, String name, String descriptor) {
    return declarations.computeIfAbsent(new MethodId(owner, name, descriptor), this::levels);
  }

  private List<MethodId> levels(MethodId wanted) {
    List<MethodId> found = new ArrayList<>();
    if (!isAppClass(wanted.owner()) || framework.isFramework(wanted.owner())) {
      found.add(wanted);
    }
    if (!wanted.name().equals("<init>")) {
      for (String type : supertypes(wanted.owner())) {
        if (declares(type, wanted) || isMissing(type)) {
          found.add(new MethodId(type, wanted.name(), wanted.descriptor()));
        }
      }
    }
    return found.isEmpty() ? List.of(wanted) : List.copyOf(found);
  }

  /**
   * {@return the nearest platform type at or above {@code owner} that declares the method, else the
   * nearest missing type that may; null when there is neither}
   */
  public @Nullable MethodId frameworkDeclaration(String owner, String name, String descriptor) {
    MethodId missing = null;
    for (MethodId level : declarations(owner, name, descriptor)) {
      if (declares(level.owner(), level)) {
        return level;
      }
      missing = missing == null && isMissing(level.owner()) ? level : missing;
    }
    return missing;
  }

  /**
   * {@return whether code outside the app may call this method because it overrides or implements
   * one of the platform's or, where a supertype is missing or could not be followed, may do so;
   * constructors, static and private methods never}
   */
  public boolean overridesFramework(DexMethod method) {
    MethodId id = method.id();
    if (!isVirtual(method) || id.name().startsWith("<")) {
      return false;
    }
    String owner = method.owner().descriptor();
    List<String> above = supertypes(owner);
    return cutOff.contains(owner)
        || declares(owner, id)
        || above.stream().anyMatch(type -> declares(type, id) || isMissing(type));
  }

  /** {@return the app classes below a type, not only directly, nearest first} */
  public List<String> subclasses(String descriptor) {
    return below().of(descriptor);
  }

  private Subtypes below() {
    Subtypes index = below;
    if (index == null) {
      index = Subtypes.of(code, this);
      below = index;
    }
    return index;
  }

  /**
   * The app methods with a body that a virtual call may reach by class hierarchy alone: what {@code
   * owner} and every app class below it would run, near ones first.
   *
   * @param limit how many are returned at most; ask for one more than is wanted to learn whether
   *     there are more
   */
  public List<DexMethod> overriders(String owner, String name, String descriptor, int limit) {
    return targets.computeIfAbsent(
        new Targets(new MethodId(owner, name, descriptor), limit), this::reach);
  }

  private List<DexMethod> reach(Targets wanted) {
    MethodId named = wanted.method();
    Set<DexMethod> found = new LinkedHashSet<>();
    select(named).ifPresent(found::add);
    for (String type : subclasses(named.owner())) {
      if (found.size() >= wanted.limit()) {
        break;
      }
      if (declared(type, named) != null || mayInheritFromBeside(type, named.owner())) {
        select(new MethodId(type, named.name(), named.descriptor())).ifPresent(found::add);
      }
    }
    return found.stream().limit(wanted.limit()).toList();
  }

  /**
   * Whether a class below {@code owner} may have the method from a supertype that is not below it.
   * Any other one is met itself among those below.
   */
  private boolean mayInheritFromBeside(String type, String owner) {
    return namedAbove(type).stream()
        .anyMatch(t -> !t.equals(owner) && isAppClass(t) && !isSubtype(t, owner));
  }

  /**
   * {@return the types, of those asked about so far, whose supertypes are not all known: they run
   * in a circle, pass a limit or cannot be read}
   */
  public List<String> cutOff() {
    return List.copyOf(cutOff);
  }
}
