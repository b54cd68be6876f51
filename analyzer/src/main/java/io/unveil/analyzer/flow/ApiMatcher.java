package io.unveil.analyzer.flow;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Models;
import io.unveil.analyzer.model.OverrideModel;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.WantedMethods;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the models know in the method table of a DEX file, through the class hierarchy: code
 * names the static type of the receiver, which is often not the class that declares the method.
 * Cheap tests first: the simple name, then whether the named class is at or below one of the
 * models'.
 */
public final class ApiMatcher {
  private final Models models;
  private final ClassHierarchy hierarchy;
  private final WantedMethods wanted;

  /** A matcher for one app. */
  public ApiMatcher(Models models, ClassHierarchy hierarchy) {
    this.models = models;
    this.hierarchy = hierarchy;
    this.wanted =
        new WantedMethods(models.startingPoints().keySet(), models.startingConstructors());
  }

  /**
   * A method that the models know.
   *
   * @param index method id in the file
   * @param id the method as code names it
   * @param model what a call of it does, or null
   * @param override what overriding it means, or null
   */
  public record Match(
      int index, MethodId id, @Nullable MethodModel model, @Nullable OverrideModel override) {}

  /**
   * {@return sources, sinks, catalogued methods and source callbacks that the file names, by id}
   */
  public List<Match> matches(DexFile file) {
    Map<String, Set<String>> inherited = models.startingPoints();
    List<Match> matches = new ArrayList<>();
    WantedMethods.Ids ids = file.methodIds(wanted);
    for (int index : ids.named()) {
      Set<String> owners = inherited.getOrDefault(file.methodName(index), Set.of());
      if (isBelow(file.methodOwner(index), owners)) {
        add(matches, file, index);
      }
    }
    for (int index : ids.constructors()) {
      add(matches, file, index);
    }
    for (int index = 0; models.hasNativeMethods() && index < file.methodIdCount(); index++) {
      if (hierarchy.isAppClass(file.methodOwner(index))) {
        addNative(matches, file, index);
      }
    }
    return matches;
  }

  private void addNative(List<Match> matches, DexFile file, int index) {
    MethodId id = file.methodId(index);
    if (isNative(hierarchy.resolve(id.owner(), id.name(), id.descriptor()))) {
      matches.add(new Match(index, id, models.nativeMethod(id), null));
    }
  }

  /** {@return whether the method's code is in a library for the processor, which nobody reads} */
  static boolean isNative(@Nullable DexMethod method) {
    return method != null && (method.accessFlags() & Modifier.NATIVE) != 0;
  }

  private void add(List<Match> matches, DexFile file, int index) {
    MethodId id = file.methodId(index);
    List<MethodId> declarations = hierarchy.declarations(id.owner(), id.name(), id.descriptor());
    MethodModel model = models.method(declarations);
    OverrideModel override = models.override(declarations);
    if (model != null || override != null) {
      matches.add(new Match(index, id, model, override));
    }
  }

  private boolean isBelow(String type, Set<String> owners) {
    if (owners.contains(type)) {
      return true;
    }
    for (String above : hierarchy.supertypes(type)) {
      if (owners.contains(above)) {
        return true;
      }
    }
    return false;
  }
}
