package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
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

  private final Analysis analysis;
  private final Map<MethodId, Callee> callees = new HashMap<>();
  private final Map<String, List<DexMethod>> dispatched = new HashMap<>();

  /**
   * What is known about a named method, whoever calls it.
   *
   * @param declared the app's own method that the name resolves to, or null
   * @param model what the models say, or null
   * @param appOwner whether the named class is the app's own
   */
  record Callee(@Nullable DexMethod declared, @Nullable MethodModel model, boolean appOwner) {}

  /**
   * @param methods methods of the app to enter
   * @param boundary whether the call may also leave the app's own code
   */
  record Targets(List<DexMethod> methods, boolean boundary) {}

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
        analysis
            .models()
            .method(analysis.hierarchy().declarations(id.owner(), id.name(), id.descriptor()));
    return new Callee(enterable(declared) ? declared : null, model, appOwner);
  }

  private boolean enterable(@Nullable DexMethod method) {
    return method != null && analysis.isAppCode(method.owner().descriptor());
  }

  Targets targets(InvokeKind kind, MethodId id, List<Value> arguments) {
    Callee callee = callee(id);
    DexMethod declared = callee.declared;
    if (kind != InvokeKind.VIRTUAL) {
      boolean enter = declared != null && declared.hasCode();
      return new Targets(enter ? List.of(declared) : List.of(), !enter);
    }
    Set<DexMethod> methods = new LinkedHashSet<>();
    Value receiver = arguments.isEmpty() ? Value.NOTHING : arguments.getFirst();
    boolean boundary = receiver.isNothing() && declared == null;
    if (receiver.isNothing() && declared != null) {
      methods.addAll(overriders(id.owner(), id));
    }
    for (int i = 0; i < receiver.size(); i++) {
      Atom atom = analysis.atoms().get(receiver.atom(i));
      List<DexMethod> found = dispatch(atom, id, callee);
      methods.addAll(found);
      boundary |= found.isEmpty();
    }
    if (methods.size() > MAX_TARGETS) {
      analysis.meter().count("too-many-targets");
      return new Targets(List.of(), true);
    }
    return new Targets(List.copyOf(methods), boundary);
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

  private static boolean isExact(Atom receiver) {
    return receiver instanceof Atom.Allocation
        || (receiver instanceof Atom.Parameter p && p.exact());
  }

  /**
   * {@return what to summarise for a call: the method for the receiver's class where subclasses may
   * decide}
   */
  Body body(DexMethod target, List<Value> arguments) {
    if (target.isStatic() || arguments.isEmpty() || arguments.getFirst().size() != 1) {
      return Body.any(target);
    }
    Atom receiver = analysis.atoms().get(arguments.getFirst().atom(0));
    String type = Atoms.typeOf(receiver);
    String owner = target.owner().descriptor();
    if (!isExact(receiver) || type.equals(owner) || !analysis.hierarchy().isSubtype(type, owner)) {
      return Body.any(target);
    }
    return new Body(target, type);
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
