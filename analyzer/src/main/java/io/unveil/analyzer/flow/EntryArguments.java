package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Components.Part;
import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Port;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Android passes to the app's callbacks, and what it does with what they return. */
final class EntryArguments {
  /** Where the application object is, as if in a static field. */
  static final String APPLICATION = Stores.PREFIX + "application[*]";

  /** Cell of an object that holds the bundle in which Android keeps its state. */
  private static final String STATE = "$saved-state";

  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String VIEW = "Landroid/view/View;";
  private static final String BUNDLE = "Landroid/os/Bundle;";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Heap global;
  private final Map<Integer, Part> providers = new HashMap<>();

  EntryArguments(Analysis analysis, Heap global) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.global = global;
  }

  /** Makes what exists before any of the app's code runs. */
  void start() {
    for (int object : analysis.entryPoints().objects()) {
      if (atoms.get(object) instanceof Atom.Allocation made) {
        int state = atoms.id(new Atom.Allocation(made.site(), BUNDLE, List.of()));
        global.write(Value.of(object), STATE, OBJECT, Value.of(state), false);
      }
    }
    for (Part part : analysis.entryPoints().components().all()) {
      if (part.kind().equals("provider")) {
        providers.put(part.object(), part);
      }
    }
    int application = analysis.entryPoints().application();
    if (application >= 0) {
      global.put(atoms.globals(), APPLICATION, Value.of(application));
    }
  }

  /** {@return the values of the parameters, receiver first} */
  List<Value> of(Entry entry) {
    DexMethod method = entry.method();
    List<Value> values = new ArrayList<>();
    Value receiver = entry.object() < 0 ? Value.NOTHING : Value.of(entry.object());
    if (!method.isStatic()) {
      values.add(receiver);
    }
    List<String> types = method.parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      String cell = EntryPoints.argumentCell(method.id().name() + "," + i);
      Value value = global.read(receiver, cell, OBJECT);
      if (types.get(i).equals(IntentRouting.INTENT)
          && !method.id().name().equals("onActivityResult")) {
        value = atoms.join(value, global.read(receiver, EntryPoints.RECEIVED, OBJECT));
      }
      value = atoms.join(value, modelled(entry, i, receiver));
      value = atoms.join(value, toProvider(entry, i));
      if (types.get(i).equals(VIEW) && value.isNothing()) {
        value = atoms.value(new Atom.Allocation(entryOf(method), VIEW, List.of()));
      }
      values.add(atoms.join(value, source(entry, i)));
    }
    return values;
  }

  private static CodePoint entryOf(DexMethod method) {
    return new CodePoint(method, CodePoint.ENTRY);
  }

  /** An object that the callback fills and Android keeps is the same one that others are given. */
  private Value modelled(Entry entry, int parameter, Value receiver) {
    Value value = Value.NOTHING;
    if (entry.overridden() != null) {
      for (MethodModel.Flow flow : entry.overridden().flows()) {
        boolean filled = flow.from().root() == Port.Root.ARGUMENT;
        Port argument = filled ? flow.from() : flow.to();
        Port field = filled ? flow.to() : flow.from();
        if (argument.root() == Port.Root.ARGUMENT
            && argument.argument() == parameter
            && field.access() == Port.Access.FIELD) {
          value = atoms.join(value, global.read(receiver, "$" + field.key(), OBJECT));
        }
      }
    }
    return value;
  }

  private Value toProvider(Entry entry, int parameter) {
    Part provider = providers.get(entry.object());
    return provider == null
        ? Value.NOTHING
        : Stores.read(
            atoms,
            global,
            IntentCalls.cell(entry.method().id().name(), parameter),
            provider.authorities());
  }

  private Value source(Entry entry, int parameter) {
    MethodModel.Source source = entry.overridden() == null ? null : entry.overridden().source();
    if (source == null
        || source.port().root() != Port.Root.ARGUMENT
        || source.port().argument() != parameter) {
      return Value.NOTHING;
    }
    return atoms.value(
        new Atom.Source(
            source.kind(),
            entryOf(entry.method()),
            entry.method().id().toString(),
            null,
            source.permission(),
            List.of()));
  }

  /** Passes on what the callback returned. */
  void returned(Entry entry, Value result) {
    if (result.isNothing() || entry.object() < 0) {
      return;
    }
    Part provider = providers.get(entry.object());
    if (provider != null) {
      String store = IntentCalls.returned(entry.method().id().name());
      Stores.write(atoms, global, store, provider.authorities(), result);
    }
    global.write(Value.of(entry.object()), EntryPoints.RESULT, OBJECT, result, false);
    if (entry.overridden() == null) {
      return;
    }
    for (MethodModel.Flow flow : entry.overridden().flows()) {
      if (flow.from().root() == Port.Root.RETURN) {
        String cell =
            flow.to().access() == Port.Access.CALLBACK
                ? EntryPoints.argumentCell(String.valueOf(flow.to().key()))
                : "$" + flow.to().key();
        global.write(Value.of(entry.object()), cell, OBJECT, result, false);
      }
    }
  }
}
