package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Components.Part;
import io.unveil.unpacker.manifest.Component.IntentFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who gets an intent (developer.android.com/guide/components/intents-filters, "Intent resolution").
 * What is not known of an intent fits everywhere.
 */
final class IntentRules {
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String DEFAULT = "android.intent.category.DEFAULT";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Heap global;

  IntentRules(Analysis analysis, Heap global) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.global = global;
  }

  /** {@return the class that the intent names, nothing when it names none} */
  Value target(int intent) {
    return read(intent, "target");
  }

  private Value read(int intent, String field) {
    return global.read(Value.of(intent), "$" + field, OBJECT);
  }

  private boolean has(int intent, String field) {
    return !read(intent, "has-" + field).isNothing();
  }

  /** Adds the components of one kind that get the intent. */
  void components(String kind, int intent, Set<Integer> reached) {
    IntentContents sent = sent(intent);
    for (Part part : analysis.entryPoints().components().all()) {
      if (part.kind().equals(kind) && gets(part, sent)) {
        reached.add(part.object());
      }
    }
  }

  private static boolean gets(Part part, IntentContents sent) {
    if (sent.explicit()) {
      return sent.named().isEmpty() || sent.named().contains(part.type());
    }
    return sent.ours() && part.filters().stream().anyMatch(f -> fits(f, part.kind(), sent));
  }

  private IntentContents sent(int intent) {
    boolean explicit = has(intent, "target") || !target(intent).isNothing() || !isKnown(intent);
    return new IntentContents(
        explicit,
        explicit ? named(intent) : Set.of(),
        isOurs(intent),
        has(intent, "made"),
        actions(intent),
        atoms.texts(read(intent, "category")),
        has(intent, "data"),
        atoms.texts(global.readKey(Value.of(intent), "$data")),
        has(intent, "type"),
        atoms.texts(read(intent, "type")));
  }

  /** An intent that a library made, of which nothing is known, may name anybody. */
  private boolean isKnown(int intent) {
    return has(intent, "made") || !read(intent, "action").isNothing();
  }

  /** Adds the objects that Android makes of the class that the work or intent names. */
  void named(int intent, Set<Integer> reached) {
    Set<String> named = named(intent);
    for (int object : analysis.entryPoints().objects()) {
      if (analysis.entryPoints().isMadeByAndroid(object)
          && named.contains(Atoms.typeOf(atoms.get(object)))) {
        reached.add(object);
      }
    }
  }

  /** Adds the receivers that code registered with a filter that the intent fits. */
  void registered(String filters, int intent, Set<Integer> reached) {
    if (has(intent, "target") || !isOurs(intent)) {
      return;
    }
    for (int object : analysis.entryPoints().objects()) {
      Value registered = global.read(Value.of(object), filters, OBJECT);
      if (!registered.isNothing() && hasAction(registered, intent)) {
        reached.add(object);
      }
    }
  }

  private boolean hasAction(Value filters, int intent) {
    List<String> registered = atoms.texts(Closure.of(atoms, global, filters, false));
    List<String> sent = actions(intent);
    return registered.isEmpty() || sent.isEmpty() || sent.stream().anyMatch(registered::contains);
  }

  /** {@return the classes that the intent names; empty when they are not known} */
  private Set<String> named(int intent) {
    Set<String> named = new HashSet<>();
    Value target = target(intent);
    for (int i = 0; i < target.size(); i++) {
      switch (atoms.get(target.atom(i))) {
        case Atom.ClassName(String descriptor) -> named.add(descriptor);
        case Atom.Text(String name) -> named.add(qualified(name));
        default -> {}
      }
    }
    return named.stream().anyMatch(n -> n.contains("*")) ? Set.of() : named;
  }

  private String qualified(String name) {
    return EntryPoints.descriptor(name.startsWith(".") ? analysis.packageName() + name : name);
  }

  /** {@return known actions; empty when one of them is not known} */
  private List<String> actions(int intent) {
    List<String> actions = atoms.texts(read(intent, "action"));
    return actions.stream().anyMatch(a -> a.contains("*")) ? List.of() : actions;
  }

  /** {@return whether the intent is not meant for another app only} */
  private boolean isOurs(int intent) {
    List<String> packages = atoms.texts(read(intent, "package"));
    return packages.isEmpty()
        || packages.stream().anyMatch(p -> p.contains("*") || p.equals(analysis.packageName()));
  }

  private static boolean fits(IntentFilter filter, String kind, IntentContents sent) {
    return fitsAction(filter, sent) && fitsCategories(filter, kind, sent) && fitsData(filter, sent);
  }

  private static boolean fitsAction(IntentFilter filter, IntentContents sent) {
    if (filter.actions().isEmpty()) {
      return false;
    }
    return sent.actions().isEmpty() || sent.actions().stream().anyMatch(filter.actions()::contains);
  }

  private static boolean fitsCategories(IntentFilter filter, String kind, IntentContents sent) {
    if (kind.equals("activity") && !filter.categories().contains(DEFAULT)) {
      return false;
    }
    return sent.categories().stream()
        .allMatch(c -> c.contains("*") || filter.categories().contains(c));
  }

  private static boolean fitsData(IntentFilter filter, IntentContents sent) {
    if (!sent.hasData() && !sent.hasType()) {
      return filter.data().isEmpty() || !sent.made();
    }
    boolean typeFits =
        !sent.hasType() ? noneOf(filter, "mimeType") : fitsType(filter, sent.types());
    boolean uriFits = !sent.hasData() ? noUri(filter) : fitsUri(filter, sent.uris());
    return typeFits && uriFits;
  }

  private static boolean noneOf(IntentFilter filter, String attribute) {
    return filter.data().stream().noneMatch(d -> d.containsKey(attribute));
  }

  /** Of an intent with a type and no URI, Android takes filters for content and files. */
  private static boolean noUri(IntentFilter filter) {
    return filter.data().stream()
        .map(d -> d.get("scheme"))
        .allMatch(s -> s == null || s.equals("content") || s.equals("file"));
  }

  private static boolean fitsType(IntentFilter filter, List<String> types) {
    return types.isEmpty()
        || filter.data().stream()
            .map(d -> d.get("mimeType"))
            .anyMatch(p -> p != null && types.stream().anyMatch(t -> fitsType(p, t)));
  }

  private static boolean fitsType(String pattern, String type) {
    int slash = type.indexOf('/');
    if (pattern.equals("*/*") || type.equals("*/*") || slash < 0 || pattern.equals(type)) {
      return true;
    }
    String major = type.substring(0, slash + 1);
    return pattern.startsWith(major) && (pattern.endsWith("/*") || type.endsWith("/*"));
  }

  private static boolean fitsUri(IntentFilter filter, List<String> uris) {
    List<Map<String, String>> data = filter.data();
    boolean anyScheme = data.stream().noneMatch(d -> d.containsKey("scheme"));
    if (uris.isEmpty()) {
      return true;
    }
    return uris.stream()
        .anyMatch(uri -> uri.startsWith("*") || (anyScheme ? isLocal(uri) : fits(data, uri)));
  }

  /** A filter with types and no scheme takes content and files. */
  private static boolean isLocal(String uri) {
    return uri.startsWith("content:") || uri.startsWith("file:");
  }

  /** The attributes of all {@code <data>} elements of a filter count together. */
  private static boolean fits(List<Map<String, String>> data, String uri) {
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? uri : uri.substring(0, colon);
    String rest = uri.substring(colon + 1);
    if (data.stream().noneMatch(d -> scheme.equals(d.get("scheme")))) {
      return scheme.contains("*");
    }
    if (data.stream().noneMatch(d -> d.containsKey("host"))) {
      return true;
    }
    int end = rest.startsWith("//") ? rest.indexOf('/', 2) : -1;
    String authority =
        rest.startsWith("//") ? rest.substring(2, end < 0 ? rest.length() : end) : "";
    String path = end < 0 ? "" : rest.substring(end);
    return fitsHost(data, authority.toLowerCase(Locale.ROOT)) && fitsPath(data, path);
  }

  private static boolean fitsHost(List<Map<String, String>> data, String authority) {
    String host = authority.replaceAll(":\\d*$", "");
    return data.stream()
        .map(d -> d.get("host"))
        .anyMatch(h ->
            h != null
                && (host.contains("*")
                    || (h.startsWith("*") ? host.endsWith(h.substring(1)) : host.equals(h))));
  }

  private static boolean fitsPath(List<Map<String, String>> data, String path) {
    boolean some = false;
    for (Map<String, String> d : data) {
      String exact = d.get("path");
      String prefix = d.get("pathPrefix");
      if (d.keySet().stream().anyMatch(k -> k.startsWith("path") && k.length() > 4)
          && prefix == null) {
        return true;
      }
      some |= exact != null || prefix != null;
      if (path.contains("*")
          || (exact != null && path.equals(exact))
          || (prefix != null && path.startsWith(prefix))) {
        return true;
      }
    }
    return !some;
  }
}
