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
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine knows about Android and libraries. Immutable; made by {@link ModelLoader}.
 *
 * <p>A method is found by its exact form first and by {@code Lowner;->name} second.
 */
public final class Models {
  /** Revision of the bundled models; raised with every change that can change facts. */
  public static final int REVISION = 1;

  private final Map<String, MethodModel> methods;
  private final Map<String, OverrideModel> overrides;
  private final Map<String, String> fieldConstants;
  private final TreeMap<String, ProviderKind> providers;
  private final Map<String, Kind> kinds;
  private final List<String> createdByAndroid;
  private final Set<String> opaqueTypes;

  Models(
      Map<String, Kind> kinds,
      Map<String, MethodModel> methods,
      Map<String, OverrideModel> overrides,
      Map<String, String> fieldConstants,
      Map<String, ProviderKind> providers,
      List<String> createdByAndroid,
      Set<String> opaqueTypes) {
    this.kinds = Map.copyOf(kinds);
    this.methods = new HashMap<>(methods);
    this.overrides = new HashMap<>(overrides);
    this.fieldConstants = Map.copyOf(fieldConstants);
    this.providers = new TreeMap<>(providers);
    this.createdByAndroid = List.copyOf(createdByAndroid);
    this.opaqueTypes = Set.copyOf(opaqueTypes);
  }

  /** Whether a kind is a source or a sink, and whether it is always solved. */
  public record Kind(String name, boolean source, boolean isProtected) {}

  /**
   * @param kind source kind of what the provider holds
   * @param permission permission that Android asks for, or null
   */
  public record ProviderKind(String kind, @Nullable String permission) {}

  /** {@return the model of the first of {@code declarations} that has one, or null} */
  public @Nullable MethodModel method(List<MethodId> declarations) {
    for (MethodId id : declarations) {
      MethodModel exact = methods.get(id.toString());
      if (exact != null) {
        return exact;
      }
      MethodModel loose = methods.get(id.owner() + "->" + id.name());
      if (loose != null) {
        return loose;
      }
    }
    return null;
  }

  /** {@return the override model of the first of {@code declarations} that has one, or null} */
  public @Nullable OverrideModel override(List<MethodId> declarations) {
    for (MethodId id : declarations) {
      OverrideModel exact = overrides.get(id.toString());
      if (exact != null) {
        return exact;
      }
      OverrideModel loose = overrides.get(id.owner() + "->" + id.name());
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

  /** {@return all method models} */
  public Collection<MethodModel> methods() {
    return java.util.Collections.unmodifiableCollection(methods.values());
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
   * {@return simple names of all methods that have a model with an effect that analysis starts
   * from}
   */
  public Set<String> sourceNames() {
    Set<String> names = new HashSet<>();
    for (MethodModel m : methods.values()) {
      if (m.source() != null && isProtected(m.source().kind())) {
        names.add(simpleName(m.method()));
      }
    }
    for (OverrideModel o : overrides.values()) {
      if (o.source() != null && isProtected(o.source().kind())) {
        names.add(simpleName(o.method()));
      }
    }
    return names;
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
