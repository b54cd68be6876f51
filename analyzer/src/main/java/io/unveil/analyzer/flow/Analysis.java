package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.Opcode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the parts of one app's data-flow analysis share. Made once per app and
 * interpreter choice.
 */
final class Analysis {
  private static final int ACC_PRIVATE = 0x2;
  private static final int ACC_STATIC = 0x8;
  private static final int ACC_FINAL = 0x10;

  private final DexCode code;
  private final ClassHierarchy hierarchy;
  private final Libraries libraries;
  private final Models models;
  private final String packageName;
  private final Atoms atoms;
  private final WorkMeter meter;
  private boolean settled;
  private boolean postponed;
  private final Map<String, Boolean> appCode = new HashMap<>();
  private final Map<String, Boolean> opaque = new HashMap<>();
  private final Map<FieldId, String> declaring = new HashMap<>();
  private final Map<FieldId, String> cells = new HashMap<>();
  private final Map<MethodId, List<MethodId>> declarations = new HashMap<>();
  private final EntryPoints entryPoints;
  private final Calls calls;
  private final Loading loading;
  private final Solver solver;
  private final Function<DexMethod, Interpreter> interpreters;
  private CallRecorder recorder = CallRecorder.NONE;
  private SharedDevice.@Nullable View device;
  private RuntimeResources resources = RuntimeResources.NONE;
  private final Layouts layouts;
  private final Initialisers initialisers;

  /**
   * @param packageName application id, empty when unknown
   * @param loading who loads each DEX file
   * @param interpreters which interpreter reads a method
   */
  Analysis(
      DexCode code,
      ClassHierarchy hierarchy,
      Libraries libraries,
      Models models,
      String packageName,
      Loading loading,
      Budget budget,
      Function<DexMethod, Interpreter> interpreters) {
    this.code = code;
    this.hierarchy = hierarchy;
    this.libraries = libraries;
    this.models = models;
    this.packageName = packageName;
    this.loading = loading;
    this.meter = new WorkMeter(budget);
    this.atoms = new Atoms(meter);
    this.interpreters = interpreters;
    this.entryPoints = new EntryPoints(this);
    this.calls = new Calls(this);
    this.solver = new Solver(this);
    this.layouts = new Layouts(this);
    this.initialisers = new Initialisers(this);
  }

  /**
   * The same app once more, some of its methods read by another interpreter. Summaries that do not
   * depend on these are taken over.
   *
   * @param readAnew methods of the other interpreter
   */
  Analysis(Analysis first, Set<DexMethod> readAnew, Function<DexMethod, Interpreter> interpreters) {
    this.code = first.code;
    this.hierarchy = first.hierarchy;
    this.libraries = first.libraries;
    this.models = first.models;
    this.packageName = first.packageName;
    this.loading = first.loading;
    this.meter = new WorkMeter(first.meter.budget());
    this.atoms = first.atoms;
    this.interpreters = interpreters;
    this.device = first.device;
    this.resources = first.resources;
    this.postponed = first.postponed;
    this.entryPoints = new EntryPoints(this);
    this.calls = new Calls(this);
    this.solver = new Solver(this);
    this.layouts = first.layouts;
    this.initialisers = new Initialisers(this);
    solver.adopt(first.solver, readAnew);
    entryPoints.adopt(first.entryPoints);
  }

  /**
   * {@return whether everything that runs has left what it leaves, so that what is still nothing
   * stays unknown}
   */
  boolean isSettled() {
    return settled;
  }

  /** A key of a store is nothing yet: what goes there waits until the rest of the app has run. */
  void postpone() {
    postponed = true;
  }

  /** {@return whether something waited; from now on nothing does} */
  boolean settle() {
    boolean waiting = postponed && !settled;
    settled = true;
    return waiting;
  }

  DexCode code() {
    return code;
  }

  ClassHierarchy hierarchy() {
    return hierarchy;
  }

  Models models() {
    return models;
  }

  String packageName() {
    return packageName;
  }

  Atoms atoms() {
    return atoms;
  }

  WorkMeter meter() {
    return meter;
  }

  EntryPoints entryPoints() {
    return entryPoints;
  }

  Loading loading() {
    return loading;
  }

  Calls calls() {
    return calls;
  }

  Solver solver() {
    return solver;
  }

  CallRecorder recorder() {
    return recorder;
  }

  /** Sets who is told about resolved calls. */
  void recorder(CallRecorder told) {
    recorder = told;
  }

  /** {@return the device that the app shares with others, or null} */
  SharedDevice.@Nullable View device() {
    return device;
  }

  /** Sets the device that the app shares with others. */
  void device(SharedDevice.@Nullable View shared) {
    device = shared;
  }

  Initialisers initialisers() {
    return initialisers;
  }

  Layouts layouts() {
    return layouts;
  }

  RuntimeResources resources() {
    return resources;
  }

  /** Sets what the app's code is told when it asks for resources. */
  void resources(RuntimeResources told) {
    resources = told;
  }

  Interpreter interpreterOf(DexMethod method) {
    return interpreters.apply(method);
  }

  /**
   * {@return the name of the known library that {@code type} belongs to, or null for the app's own
   * code}
   */
  @Nullable String library(String type) {
    return libraries.of(type, packageName);
  }

  /** {@return whether {@code type} is defined in the app and not part of a known library} */
  boolean isAppCode(String type) {
    return appCode.computeIfAbsent(type, t -> hierarchy.isAppClass(t) && library(t) == null);
  }

  /**
   * {@return where models may speak of a method: the platform's declarations and those of libraries
   * in the app, near ones first}
   */
  List<MethodId> declarations(String owner, String name, String descriptor) {
    return declarations.computeIfAbsent(
        new MethodId(owner, name, descriptor), this::findDeclarations);
  }

  private List<MethodId> findDeclarations(MethodId id) {
    Set<MethodId> found = new LinkedHashSet<>();
    if (isInLibrary(id.owner())) {
      found.add(id);
    }
    if (!id.name().equals("<init>")) {
      for (String type : hierarchy.supertypes(id.owner())) {
        if (isInLibrary(type) && declaresOpenly(type, id)) {
          found.add(new MethodId(type, id.name(), id.descriptor()));
        }
      }
    }
    found.addAll(hierarchy.declarations(id.owner(), id.name(), id.descriptor()));
    return List.copyOf(found);
  }

  /** {@return whether a library that is in the app, or the platform, may call this method} */
  boolean overridesBoundary(DexMethod method) {
    if (hierarchy.overridesFramework(method)) {
      return true;
    }
    MethodId id = method.id();
    return (method.accessFlags() & (ACC_PRIVATE | ACC_STATIC)) == 0
        && !id.name().startsWith("<")
        && hierarchy.supertypes(method.owner().descriptor()).stream()
            .anyMatch(type -> isInLibrary(type) && declaresOpenly(type, id));
  }

  private boolean isInLibrary(String type) {
    return hierarchy.isAppClass(type) && !isAppCode(type);
  }

  private boolean declaresOpenly(String type, MethodId id) {
    DexMethod method = hierarchy.declared(type, id.name(), id.descriptor());
    return method != null && (method.accessFlags() & (ACC_PRIVATE | ACC_STATIC)) == 0;
  }

  /** {@return whether values of {@code type} cannot carry data} */
  boolean isOpaque(String type) {
    return opaque.computeIfAbsent(type, this::findOpaque);
  }

  private boolean findOpaque(String type) {
    if (models.opaqueTypes().contains(type)) {
      return true;
    }
    for (String above : hierarchy.supertypes(type)) {
      if (models.opaqueTypes().contains(above)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the class that declares the field, found upwards from the one that code names} */
  String declaringClass(FieldId field) {
    return declaring.computeIfAbsent(field, f -> hierarchy.field(f).owner());
  }

  /**
   * {@return the heap's name of an instance field} With the class that declares it: two classes of
   * the app may each have a field of that name, and one call may reach objects of both. Fields of
   * Android's classes go by their names alone, as models write them.
   */
  String cell(FieldId field) {
    return cells.computeIfAbsent(
        field,
        f -> {
          String owner = declaringClass(f);
          return hierarchy.isAppClass(owner) ? owner + "->" + f.name() : f.name();
        });
  }

  /** {@return the name of a field in {@code cell}, as {@link #cell} makes it} */
  static String fieldName(String cell) {
    return cell.startsWith("L") ? cell.substring(cell.indexOf("->") + 2) : cell;
  }

  /** {@return whether a static field of {@code type} can never change} */
  static boolean isFinal(DexClass type, String field) {
    return type.declaredFields().stream()
        .anyMatch(f -> f.id().name().equals(field) && (f.accessFlags() & ACC_FINAL) != 0);
  }

  /**
   * {@return the method that the instruction at {@code point} names, or null when it is no call}
   */
  @Nullable String invokedAt(CodePoint point) {
    if (point.pc() < 0) {
      return null;
    }
    try {
      CodeItem code = point.method().file().code(point.method());
      int unit = code.unit(point.pc());
      boolean isCall = (Opcode.flagsOf(unit) & Opcode.Flag.INVOKE) != 0;
      return isCall ? point.method().file().methodId(code.unit(point.pc() + 1)).toString() : null;
    } catch (BadCodeException _) {
      return null;
    }
  }

  CodeSite site(CodePoint point) {
    DexMethod method = point.method();
    Integer line = null;
    if (point.pc() >= 0 || point.pc() == CodePoint.ENTRY) {
      try {
        line = method.file().code(method).line(Math.max(0, point.pc()));
      } catch (BadCodeException _) {
        line = null;
      }
    }
    return new CodeSite(
        device == null ? method.file().name() : device.dexName(method),
        method.id().toString(),
        Math.max(0, point.pc()),
        line,
        library(method.owner().descriptor()));
  }
}
