package io.unveil.analyzer.model;

import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine knows about Android and libraries. Immutable; made by {@link ModelLoader}.
 *
 * <p>A method is found by its exact form first and by {@code Lowner;->name} second.
 */
public final class Models {
  /** Revision of the bundled models; raised with every change that can change facts. */
  public static final int REVISION = 4;

  private final Map<String, MethodModel> methods;
  private final @Nullable Map<String, MethodModel> acting;
  private final Map<String, OverrideModel> overrides;
  private final Map<String, String> fieldConstants;
  private final TreeMap<String, ProviderKind> providers;
  private final Map<String, Kind> kinds;
  private final List<String> createdByAndroid;
  private final Set<String> opaqueTypes;
  private final @Nullable NativeMethods nativeMethods;
  private final Map<String, Set<String>> startingPoints;
  private final Set<String> startingConstructors;
  private final Set<String> constantOwners;
  private final Map<String, String> exactForms;
  private final Set<String> fed;

  /**
   * @param methods what methods move, and what else they do where {@code acting} is null
   * @param acting methods that are sources or sinks, when these are not ours; null when {@code
   *     methods} says all
   */
  Models(
      Map<String, Kind> kinds,
      Map<String, MethodModel> methods,
      @Nullable Map<String, MethodModel> acting,
      Map<String, OverrideModel> overrides,
      Map<String, String> fieldConstants,
      Map<String, ProviderKind> providers,
      List<String> createdByAndroid,
      Set<String> opaqueTypes,
      @Nullable NativeMethods nativeMethods) {
    this.nativeMethods = nativeMethods;
    this.kinds = Map.copyOf(kinds);
    this.methods = new HashMap<>(methods);
    this.acting = acting == null ? null : new HashMap<>(acting);
    this.overrides = new HashMap<>(overrides);
    this.fieldConstants = Map.copyOf(fieldConstants);
    this.providers = new TreeMap<>(providers);
    this.createdByAndroid = List.copyOf(createdByAndroid);
    this.opaqueTypes = Set.copyOf(opaqueTypes);
    Map<String, Set<String>> points =
        findStartingPoints((acting == null ? methods : acting).values(), overrides.values());
    methods.values().stream()
        .filter(m -> m.evaluate() == MethodModel.Evaluator.INVOKE_METHOD)
        .forEach(m -> startAt(points, m.method()));
    Set<String> constructors = points.remove("<init>");
    this.startingConstructors = constructors == null ? Set.of() : Set.copyOf(constructors);
    this.startingPoints = Map.copyOf(points);
    this.exactForms = exactForms((acting == null ? methods : acting).values());
    this.fed = fedCallbacks(methods.values());
    this.constantOwners =
        fieldConstants.keySet().stream()
            .map(f -> f.substring(0, f.indexOf("->")))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What the app's own native methods are taken for, since nobody reads what they do.
   *
   * @param source source kind of what they return, or null
   * @param sink sink kind of what they are given, or null
   */
  record NativeMethods(@Nullable String source, @Nullable String sink) {}

  /** Whether a kind is a source or a sink, and whether it is always solved. */
  public record Kind(String name, boolean source, boolean isProtected) {}

  /**
   * @param kind source kind of what the provider holds
   * @param permission permission that Android asks for, or null
   */
  public record ProviderKind(String kind, @Nullable String permission) {}

  /** {@return the model of the first of {@code declarations} that has one, or null} */
  public @Nullable MethodModel method(List<MethodId> declarations) {
    MethodModel moves = first(methods, declarations);
    MethodModel acts = acting == null ? null : first(acting, declarations);
    return acts == null ? moves : acts.moving(moves);
  }

  /**
   * {@return the descriptor under which a method is modelled, or null}
   *
   * @param above types above the owner
   * @param parameters parameter types in parentheses
   */
  public @Nullable String descriptor(
      Collection<String> above, String owner, String name, String parameters) {
    String rest = "->" + name + parameters;
    String found = exactForms.get(owner + rest);
    for (String type : above) {
      found = found != null ? found : exactForms.get(type + rest);
    }
    return found == null ? null : parameters + found;
  }

  /** {@return result types of methods with an exact form, by {@code Lowner;->name(args)}} */
  private static Map<String, String> exactForms(Collection<MethodModel> methods) {
    Map<String, String> forms = new HashMap<>();
    for (MethodModel m : methods) {
      int close = m.method().indexOf(')');
      if (close >= 0) {
        forms.put(m.method().substring(0, close + 1), m.method().substring(close + 1));
      }
    }
    return Map.copyOf(forms);
  }

  /** {@return whether native methods of the app are sources or sinks} */
  public boolean hasNativeMethods() {
    return nativeMethods != null;
  }

  /** {@return what a native method of the app is taken for, or null when the models say nothing} */
  public @Nullable MethodModel nativeMethod(MethodId id) {
    return nativeMethods == null
        ? null
        : MethodModel.ofNative(id, nativeMethods.source, nativeMethods.sink);
  }

  /** {@return what the models say of native methods, or null} */
  @Nullable NativeMethods nativeMethods() {
    return nativeMethods;
  }

  /** {@return the override model of the first of {@code declarations} that has one, or null} */
  public @Nullable OverrideModel override(List<MethodId> declarations) {
    return first(overrides, declarations);
  }

  private static <T> @Nullable T first(Map<String, T> models, List<MethodId> declarations) {
    for (MethodId id : declarations) {
      T exact = models.get(id.toString());
      if (exact != null) {
        return exact;
      }
      T loose = models.get(id.owner() + "->" + id.name());
      if (loose != null) {
        return loose;
      }
    }
    return null;
  }

  /** {@return the string that a field of Android holds, such as the URI of a provider, or null} */
  public @Nullable String constant(FieldId field) {
    return fieldConstants.get(field.toString());
  }

  /**
   * {@return what the provider behind {@code uri} holds, by the longest known prefix that ends at a
   * path boundary, or null}
   *
   * @param uri the URI; case and a trailing slash do not matter; {@code *} stands for an unknown
   *     rest
   */
  public @Nullable ProviderKind provider(String uri) {
    String path = uri.toLowerCase(Locale.ROOT);
    int end = path.length();
    while (end > "content://".length()) {
      ProviderKind kind = providers.get(path.substring(0, end));
      if (kind != null) {
        return kind;
      }
      int slash = path.lastIndexOf('/', end - 1);
      int query = path.lastIndexOf('?', end - 1);
      end = Math.max(slash, query);
    }
    return null;
  }

  /** {@return the prefixes of provider URIs that are known} */
  public Set<String> providerPrefixes() {
    return java.util.Collections.unmodifiableSet(providers.keySet());
  }

  /** {@return all kinds} */
  Map<String, Kind> kinds() {
    return kinds;
  }

  /** {@return what is behind provider URIs, by prefix} */
  Map<String, ProviderKind> providers() {
    return java.util.Collections.unmodifiableMap(providers);
  }

  /** {@return all method models} */
  public Collection<MethodModel> methods() {
    return java.util.Collections.unmodifiableCollection(methods.values());
  }

  /** {@return the models that say which methods are sources and sinks} */
  public Collection<MethodModel> acting() {
    return java.util.Collections.unmodifiableCollection(
        (acting == null ? methods : acting).values());
  }

  /** {@return whether a model passes something to callbacks of this name} */
  public boolean isFed(String callback) {
    return fed.contains(callback);
  }

  private static Set<String> fedCallbacks(Collection<MethodModel> methods) {
    Set<String> names = new HashSet<>();
    for (MethodModel m : methods) {
      for (MethodModel.Flow flow : m.flows()) {
        String key = flow.to().access() == Port.Access.CALLBACK ? flow.to().key() : null;
        if (key != null) {
          names.add(key.substring(0, key.indexOf(',')));
        }
      }
    }
    return Set.copyOf(names);
  }

  /** {@return all override models} */
  public Collection<OverrideModel> overrides() {
    return java.util.Collections.unmodifiableCollection(overrides.values());
  }

  /** {@return fields of Android whose value is known, {@code Lowner;->name:type} to the value} */
  public Map<String, String> fieldConstants() {
    return fieldConstants;
  }

  /** {@return the kind of that name, or null} */
  public @Nullable Kind kind(String name) {
    return kinds.get(name);
  }

  /** {@return the names of all kinds} */
  public Set<String> kindNames() {
    return kinds.keySet();
  }

  /**
   * {@return classes whose subclasses Android makes by itself although the manifest does not list
   * them}
   */
  public List<String> createdByAndroid() {
    return createdByAndroid;
  }

  /** {@return types that cannot carry data: contexts, views, handlers …} */
  public Set<String> opaqueTypes() {
    return opaqueTypes;
  }

  /**
   * {@return classes by the simple names of their methods that are sources, sinks or catalogued, or
   * whose overrides are sources: what an app's tables are searched for} Constructors, which are not
   * inherited, are apart in {@link #startingConstructors}.
   */
  public Map<String, Set<String>> startingPoints() {
    return startingPoints;
  }

  /** {@return classes whose constructors are sources, sinks or catalogued} */
  public Set<String> startingConstructors() {
    return startingConstructors;
  }

  private static void startAt(Map<String, Set<String>> points, String method) {
    points
        .computeIfAbsent(simpleName(method), _ -> new HashSet<>())
        .add(method.substring(0, method.indexOf("->")));
  }

  private static Map<String, Set<String>> findStartingPoints(
      Collection<MethodModel> methods, Collection<OverrideModel> overrides) {
    Map<String, Set<String>> points = new HashMap<>();
    for (MethodModel m : methods) {
      if (m.source() != null || !m.sinks().isEmpty() || m.watch() != null) {
        startAt(points, m.method());
      }
    }
    for (OverrideModel o : overrides) {
      if (o.source() != null) {
        startAt(points, o.method());
      }
    }
    return points;
  }

  /** {@return classes of Android with fields whose value is known} */
  public Set<String> constantOwners() {
    return constantOwners;
  }

  /** {@return whether {@code kind} is a source kind that is always solved} */
  public boolean isProtected(String kind) {
    Kind found = kinds.get(kind);
    return found != null && found.isProtected();
  }

  /** {@return the simple name in a method specification of the model files} */
  public static String simpleName(String method) {
    int arrow = method.indexOf("->");
    int open = method.indexOf('(', arrow);
    return method.substring(arrow + 2, open < 0 ? method.length() : open);
  }
}
