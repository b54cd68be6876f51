package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods of the app's classes that Android or a library calls, and what is known of each. */
final class Callbacks {
  private static final Set<String> NOT_CALLBACKS =
      Set.of(
          "<init>", "toString", "equals", "hashCode", "finalize", "clone", "compareTo", "compare");

  /** Superclasses looked at; hostile chains end here. */
  private static final int MAX_SUPERCLASSES = 64;

  private static final int ACC_PUBLIC = 0x1;
  private static final int ACC_SYNTHETIC = 0x1000;

  private final Analysis analysis;
  private final Map<String, List<DexMethod>> ofType = new HashMap<>();

  Callbacks(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@return methods of {@code type} that Android or a library calls} */
  List<DexMethod> of(String type) {
    List<DexMethod> found = ofType.get(type);
    if (found == null) {
      found = analysis.isAppCode(type) ? find(type) : List.of();
      ofType.put(type, found);
    }
    return found;
  }

  /** {@return whether a method of this name is called by so many that it is no callback} */
  static boolean isCommon(String name) {
    return NOT_CALLBACKS.contains(name);
  }

  boolean has(String type) {
    return !of(type).isEmpty();
  }

  private List<DexMethod> find(String type) {
    List<DexMethod> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String at = type;
    for (int i = 0; at != null && i < MAX_SUPERCLASSES; i++) {
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
        && (isClickHandler(method) || analysis.overridesBoundary(method));
  }

  /**
   * Layouts and menus name public methods with one parameter, the view or the item, in {@code
   * android:onClick}.
   */
  static boolean isClickHandler(DexMethod method) {
    String descriptor = method.id().descriptor();
    return (method.accessFlags() & (ACC_PUBLIC | ACC_SYNTHETIC)) == ACC_PUBLIC
        && (descriptor.equals("(Landroid/view/View;)V")
            || descriptor.startsWith("(Landroid/view/MenuItem;)"));
  }

  /** {@return what the models say of the method that {@code method} overrides, or null} */
  @Nullable OverrideModel overridden(DexMethod method) {
    MethodId id = method.id();
    return analysis
        .models()
        .override(analysis.declarations(method.owner().descriptor(), id.name(), id.descriptor()));
  }
}
