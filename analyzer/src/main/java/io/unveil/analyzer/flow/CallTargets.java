package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes: into methods of the app, or over the boundary to Android and libraries, whose
 * methods are modelled and not entered (LIFTING.md, rule R3).
 */
final class CallTargets {
  /**
   * Targets of one virtual call; a call with more is left to the default transfer (LIFTING.md, rule
   * R2).
   */
  static final int MAX_TARGETS = 8;

  /** Summaries of one method for different classes of its arguments. */
  static final int MAX_BODIES = 16;

  private static final int NOT_INSTANTIABLE = Modifier.ABSTRACT | Modifier.INTERFACE;

  private final Analysis analysis;
  private final Map<String, Boolean> instantiable = new HashMap<>();
  private final Map<DexMethod, Set<Body>> bodies = new HashMap<>();
  private final Map<MethodId, Callee> callees = new HashMap<>();
  private final Map<String, List<DexMethod>> dispatched = new HashMap<>();
  private final Map<MethodId, Boolean> callbacks = new HashMap<>();

  /**
   * What is known about a named method, whoever calls it.
   *
   * @param declared the app's own method that the name resolves to, or null
   * @param model what the models say, or null
   * @param appOwner whether the named class is the app's own
   */
  record Callee(@Nullable DexMethod declared, @Nullable MethodModel model, boolean appOwner) {}

  /**
   * @param receivers methods of the app to enter, each with the objects on which the call leads
   *     there; {@link Value#NOTHING} where the receiver decides nothing
   * @param boundary whether the call may also leave the app's own code
   */
  record Targets(Map<DexMethod, Value> receivers, boolean boundary) {
    static final Targets BOUNDARY = new Targets(Map.of(), true);
  }

  CallTargets(Analysis analysis) {
    this.analysis = analysis;
  }

  Callee callee(MethodId id) {
    return callees.computeIfAbsent(id, this::lookUp);
  }

  private Callee lookUp(MethodId id) {
    DexMethod declared = analysis.hierarchy().resolve(id.owner(), id.name(), id.descriptor());
    boolean appOwner = analysis.isAppCode(id.owner());
    MethodModel model =
        analysis.models().method(analysis.declarations(id.owner(), id.name(), id.descriptor()));
    if (model == null && ApiMatcher.isNative(declared)) {
      model = analysis.models().nativeMethod(id);
    }
    return new Callee(enterable(declared) ? declared : null, model, appOwner);
  }

  private boolean enterable(@Nullable DexMethod method) {
    return method != null && analysis.isAppCode(method.owner().descriptor());
  }

  /**
   * The app defines a class that Android has too. A device uses its own, if that device has it, so
   * the call goes both ways.
   */
  private boolean isShadowed(DexMethod method) {
    return analysis.hierarchy().isFrameworkClass(method.owner().descriptor());
  }

  Targets targets(InvokeKind kind, MethodId id, List<Value> arguments) {
    Callee callee = callee(id);
    DexMethod declared = callee.declared;
    if (kind != InvokeKind.VIRTUAL) {
      return declared != null && declared.hasCode()
          ? new Targets(Map.of(declared, Value.NOTHING), isShadowed(declared))
          : Targets.BOUNDARY;
    }
    Map<DexMethod, Value> methods = new LinkedHashMap<>();
    Value receiver = arguments.isEmpty() ? Value.NOTHING : arguments.getFirst();
    boolean boundary = receiver.isNothing() && declared == null;
    if (receiver.isNothing() && declared != null) {
      overriders(id.owner(), id).forEach(m -> methods.put(m, Value.NOTHING));
    }
    for (int i = 0; i < receiver.size(); i++) {
      int object = receiver.atom(i);
      List<DexMethod> found = dispatch(analysis.atoms().get(object), id, callee);
      found.forEach(m -> methods.merge(m, Value.of(object), Value::join));
      boundary |= found.isEmpty();
    }
    boundary |= methods.keySet().stream().anyMatch(this::isShadowed);
    if (methods.size() > MAX_TARGETS) {
      analysis.meter().count("too-many-targets");
      return Targets.BOUNDARY;
    }
    return new Targets(methods, boundary);
  }

  private List<DexMethod> dispatch(Atom receiver, MethodId id, Callee callee) {
    String type = Atoms.typeOf(receiver);
    if (isExact(receiver)) {
      return dispatched.computeIfAbsent(type + id.name() + id.descriptor(), _ -> exactly(type, id));
    }
    if (!callee.appOwner) {
      return analysis.isAppCode(type) ? overriders(type, id) : List.of();
    }
    boolean narrower = analysis.isAppCode(type) && analysis.hierarchy().isSubtype(type, id.owner());
    return overriders(narrower ? type : id.owner(), id);
  }

  /** {@return whether classes of the app implement this method of Android or of a library} */
  boolean isCallback(MethodId id) {
    return callbacks.computeIfAbsent(id, _ -> !Callbacks.isCommon(id.name()) && isOverridden(id));
  }

  private boolean isOverridden(MethodId id) {
    for (String type : analysis.hierarchy().subclasses(id.owner())) {
      DexMethod method =
          analysis.isAppCode(type)
              ? analysis.hierarchy().declared(type, id.name(), id.descriptor())
              : null;
      if (method != null && method.hasCode() && !method.isStatic()) {
        return true;
      }
    }
    return false;
  }

  private boolean isExact(Atom object) {
    return switch (object) {
      case Atom.Parameter p -> p.exact();
      case Atom.Allocation made -> isInstantiable(made.type());
      default -> false;
    };
  }

  /** What a library returns is known by its declared type only. */
  private boolean isInstantiable(String type) {
    return instantiable.computeIfAbsent(
        type,
        t -> {
          DexClass defined = analysis.code().find(t);
          return defined == null || (defined.accessFlags() & NOT_INSTANTIABLE) == 0;
        });
  }

  /**
   * {@return what to summarise for a call: the method for the classes of its arguments where they
   * may decide which overrides it calls, and for arguments that are one object}
   */
  Body body(DexMethod target, List<Value> arguments) {
    List<String> exact = new ArrayList<>();
    int receiver = target.isStatic() ? 0 : 1;
    List<String> types = target.parameterTypes();
    for (int i = 0; i < Math.min(arguments.size(), receiver + types.size()); i++) {
      String declared = i < receiver ? target.owner().descriptor() : types.get(i - receiver);
      String type = exactType(arguments.get(i), declared);
      if (!type.isEmpty()) {
        while (exact.size() < i) {
          exact.add("");
        }
        exact.add(type);
      }
    }
    List<Integer> same = same(arguments, receiver + types.size());
    return exact.isEmpty() && same.isEmpty()
        ? Body.any(target)
        : bounded(new Body(target, exact, same));
  }

  /** {@return the form of {@link Body#same}, empty when no two arguments are surely one object} */
  private List<Integer> same(List<Value> arguments, int parameters) {
    List<Integer> same = new ArrayList<>();
    boolean any = false;
    for (int i = 0; i < parameters; i++) {
      int first =
          i < arguments.size() && isOneObject(arguments.get(i))
              ? arguments.indexOf(arguments.get(i))
              : i;
      any |= first != i;
      same.add(first);
    }
    return any ? same : List.of();
  }

  private boolean isOneObject(Value value) {
    return value.size() == 1 && Atoms.isObject(analysis.atoms().get(value.atom(0)));
  }

  /** {@return the one class of the app that a value of declared type is of, or the empty string} */
  private String exactType(Value value, String declared) {
    if (!declared.startsWith("L") || value.isNothing()) {
      return "";
    }
    String type = Atoms.typeOf(analysis.atoms().get(value.atom(0)));
    if (type.equals(declared) || !analysis.isAppCode(type)) {
      return "";
    }
    for (int i = 0; i < value.size(); i++) {
      Atom atom = analysis.atoms().get(value.atom(i));
      if (!isExact(atom) || !Atoms.typeOf(atom).equals(type)) {
        return "";
      }
    }
    return analysis.hierarchy().isSubtype(type, declared) ? type : "";
  }

  /** A method that is called with ever other classes is summarised for any from some point on. */
  private Body bounded(Body body) {
    Set<Body> known = bodies.computeIfAbsent(body.method(), _ -> new HashSet<>());
    if (known.size() < MAX_BODIES) {
      known.add(body);
    }
    return known.contains(body) ? body : Body.any(body.method());
  }

  private List<DexMethod> exactly(String type, MethodId id) {
    DexMethod method = analysis.hierarchy().dispatch(type, id.name(), id.descriptor());
    return method != null && enterable(method) && method.hasCode() ? List.of(method) : List.of();
  }

  /** Class-hierarchy analysis within the app's own classes. */
  private List<DexMethod> overriders(String type, MethodId id) {
    return dispatched.computeIfAbsent(
        "<" + type + id.name() + id.descriptor(),
        _ -> {
          List<DexMethod> found = new ArrayList<>();
          DexMethod declared = analysis.hierarchy().resolve(type, id.name(), id.descriptor());
          if (enterable(declared) && declared != null && declared.hasCode()) {
            found.add(declared);
          }
          for (DexMethod m :
              analysis.hierarchy().overriders(type, id.name(), id.descriptor(), MAX_TARGETS + 1)) {
            if (enterable(m) && m.hasCode() && !found.contains(m)) {
              found.add(m);
            }
          }
          return List.copyOf(found);
        });
  }
}
