package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.InflatedNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What layouts decide: which methods a click calls by name, and which views Android makes. They are
 * read when an entry point that matters depends on them. Where they cannot be read whole, every
 * method and every view counts as named.
 */
final class Layouts {
  private static final String VIEW = "Landroid/view/View;";
  private static final String CONTEXT = "Landroid/content/Context;";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** Packages in which a layout's tag without one is looked for. */
  private static final List<String> DEFAULT_PACKAGES =
      List.of("Landroid/view/", "Landroid/widget/", "Landroid/webkit/", "Landroid/app/");

  private final Analysis analysis;
  private final Map<Entry, Boolean> named = new HashMap<>();
  private @Nullable InflatedNames names;

  Layouts(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@return false when only a layout could make Android come here, and none does} */
  boolean mayRun(Entry entry) {
    return !depends(entry) || named.computeIfAbsent(entry, this::isNamed);
  }

  private boolean depends(Entry entry) {
    return entry.object() >= 0
        && entry.isKnown()
        && analysis.loading().of(entry.method().file().name()) == LoadedBy.ART
        && (isClickHandlerOnly(entry.method()) || isMadeByLayouts(entry));
  }

  private boolean isClickHandlerOnly(DexMethod method) {
    return Callbacks.isClickHandler(method) && !analysis.overridesBoundary(method);
  }

  private boolean isMadeByLayouts(Entry entry) {
    return analysis.entryPoints().isMadeByAndroid(entry.object())
        && analysis.hierarchy().isSubtype(typeOf(entry), VIEW);
  }

  private String typeOf(Entry entry) {
    return Atoms.typeOf(analysis.atoms().get(entry.object()));
  }

  private boolean isNamed(Entry entry) {
    InflatedNames found = names();
    boolean handler =
        !isClickHandlerOnly(entry.method())
            || isCalledByName(typeOf(entry), entry.method().id().name(), found);
    boolean made =
        !isMadeByLayouts(entry)
            || !found.isWhole()
            || found.classes().stream().anyMatch(names(typeOf(entry))::contains);
    return handler && made;
  }

  /**
   * The method is looked up in the class of the view's context ({@code View}, {@code
   * MenuInflater}).
   */
  private boolean isCalledByName(String type, String method, InflatedNames found) {
    List<String> above = analysis.hierarchy().supertypes(type);
    boolean known = above.stream().noneMatch(analysis.hierarchy()::isMissing);
    return (above.contains(CONTEXT) || !known || type.equals(OBJECT))
        && (!found.isWhole() || found.clickHandlers().contains(method));
  }

  private InflatedNames names() {
    InflatedNames known = names;
    if (known == null) {
      List<String> views = new ArrayList<>();
      for (String type : analysis.hierarchy().subclasses(VIEW)) {
        if (analysis.isAppCode(type)) {
          views.addAll(names(type));
        }
      }
      known = analysis.resources().inflatedNames(views);
      if (!known.isWhole()) {
        analysis.meter().count("layouts-not-read");
      }
      names = known;
    }
    return known;
  }

  /** {@return how a layout may write the class} */
  private static List<String> names(String type) {
    List<String> names = new ArrayList<>();
    names.add(type.substring(1, type.length() - 1).replace('/', '.'));
    for (String prefix : DEFAULT_PACKAGES) {
      if (type.startsWith(prefix)) {
        names.add(type.substring(prefix.length(), type.length() - 1));
      }
    }
    return names;
  }
}
