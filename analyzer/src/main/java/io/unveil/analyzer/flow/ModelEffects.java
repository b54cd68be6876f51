package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel;
import io.unveil.analyzer.model.Port;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies a {@link MethodModel} at a call: flows, sources, sinks, channels, watched calls. */
final class ModelEffects {
  private static final String OBJECT = "Ljava/lang/Object;";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Evaluators evaluators;
  private final DefaultTransfer unmodelled;

  ModelEffects(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.evaluators = new Evaluators(analysis);
    this.unmodelled = new DefaultTransfer(analysis);
  }

  /** One call under way. */
  private record Call(
      MethodRun run, CodePoint site, MethodId id, boolean isStatic, List<Value> arguments) {
    Value argument(int declared) {
      int i = declared + (isStatic ? 0 : 1);
      return i < arguments.size() ? arguments.get(i) : Value.NOTHING;
    }

    Value receiver() {
      return isStatic || arguments.isEmpty() ? Value.NOTHING : arguments.getFirst();
    }

    String returnType() {
      return id.descriptor().substring(id.descriptor().indexOf(')') + 1);
    }
  }

  Value apply(
      MethodRun run,
      CodePoint site,
      MethodModel model,
      MethodId id,
      boolean isStatic,
      List<Value> arguments) {
    Call call = new Call(run, site, id, isStatic, arguments);
    sinks(call, model);
    watch(call, model);
    Value result = Value.NOTHING;
    if (model.passes()) {
      result = unmodelled.apply(run, site, id, isStatic, arguments);
    }
    if (model.evaluate() != null) {
      result = evaluators.evaluate(run, site, model.evaluate(), id, isStatic, arguments);
    }
    Value data = sources(call, model);
    for (MethodModel.Flow flow : model.flows()) {
      if (model.provider() != null && atoms.stream(data).anyMatch(a -> a instanceof Atom.Source)) {
        // Another app's provider, so the rows are not the app's own.
        break;
      }
      if (isWholeContent(flow.from()) && isWholeContent(flow.to())) {
        result = atoms.join(result, copyContent(call, flow));
        continue;
      }
      Value moved = read(call, flow.from());
      if (model.evaluate() != null) {
        moved = moved.without(atom -> Atoms.isConstant(atoms.get(atom)));
      }
      result = atoms.join(result, write(call, flow.to(), moved));
    }
    result = atoms.join(result, data);
    if (model.channel() != null) {
      result = atoms.join(result, atoms.value(new Atom.Channel(model.channel(), site)));
    }
    return result;
  }

  private Value sources(Call call, MethodModel model) {
    Value result = Value.NOTHING;
    MethodModel.Source source = model.source();
    if (source != null) {
      Value data =
          atoms.value(
              new Atom.Source(
                  source.kind(),
                  call.site,
                  call.id.toString(),
                  null,
                  source.permission(),
                  List.of()));
      result = write(call, source.port(), data);
    }
    MethodModel.Provider provider = model.provider();
    if (provider != null) {
      Value uri =
          Closure.constantsOrInputs(
              atoms, Closure.of(atoms, call.run.heap(), read(call, provider.uri()), false));
      Value data =
          Instantiation.providerData(
              atoms, analysis.models(), uri, call.site, call.id.toString(), List.of());
      result = atoms.join(result, write(call, provider.result(), data));
    }
    return result;
  }

  private void sinks(Call call, MethodModel model) {
    for (MethodModel.Sink sink : model.sinks()) {
      boolean deep = sink.port().access() == Port.Access.ALL;
      Value data = Closure.dataOrInputs(atoms, closure(call, read(call, sink.port()), deep));
      Value receiver = Closure.channelsOrInputs(atoms, closure(call, call.receiver(), false));
      if (data.isNothing() || (sink.channel() != null && receiver.isNothing())) {
        continue;
      }
      Value destination =
          sink.destination() == null
              ? Value.NOTHING
              : Closure.constantsOrInputs(
                  atoms, closure(call, read(call, sink.destination()), false));
      call.run.hit(
          new Hit.Sink(
              sink.kind(),
              call.id.toString(),
              call.site,
              List.of(),
              sink.channel(),
              sink.permission(),
              data,
              receiver,
              destination,
              deep));
    }
  }

  private void watch(Call call, MethodModel model) {
    if (model.watch() == null) {
      return;
    }
    List<Value> values = new ArrayList<>();
    for (Value argument : call.arguments.subList(call.isStatic ? 0 : 1, call.arguments.size())) {
      values.add(Closure.constantsOrInputs(atoms, closure(call, argument, false)));
    }
    call.run.hit(new Hit.Watched(model.watch(), call.id.toString(), call.site, List.of(), values));
  }

  private Value closure(Call call, Value value, boolean deep) {
    return Closure.of(atoms, call.run.heap(), value, deep);
  }

  private static boolean isWholeContent(Port port) {
    return port.access() == Port.Access.CONTENT
        && port.key() == null
        && port.keyArgument() == Port.NO_KEY;
  }

  /** One container becomes another: keys stay. */
  private Value copyContent(Call call, MethodModel.Flow flow) {
    if (flow.from().equals(flow.to())) {
      call.run.heap().reorder(root(call, flow.to()));
      return Value.NOTHING;
    }
    boolean result = flow.to().root() == Port.Root.RETURN;
    Value to = root(call, flow.to());
    Value from = root(call, flow.from());
    Heap heap = call.run.heap();
    for (int i = 0; i < from.size(); i++) {
      for (Map.Entry<String, Value> e : List.copyOf(heap.fieldsOf(from.atom(i)).entrySet())) {
        if (Heap.isContent(e.getKey()) && !analysis.meter().isPartUsedUp()) {
          heap.write(to, e.getKey(), OBJECT, e.getValue(), false);
        }
      }
    }
    heap.write(to, Heap.CONTENT, OBJECT, heap.read(from, Heap.ANY_CONTENT, OBJECT), false);
    return result ? to : Value.NOTHING;
  }

  /** The object that a call returns, where a model writes into it or passes it on. */
  private Value made(Call call) {
    return atoms.value(new Atom.Allocation(call.site, call.returnType(), List.of()));
  }

  private Value root(Call call, Port port) {
    Value whole = wholeRoot(call, port);
    Port.Via via = port.via();
    if (via == null) {
      return whole;
    }
    Heap heap = call.run.heap();
    return via.access() == Port.Access.FIELD
        ? heap.read(whole, "$" + via.key(), OBJECT)
        : heap.readLater(whole, EntryPoints.argumentCell(via.key()));
  }

  private Value wholeRoot(Call call, Port port) {
    return switch (port.root()) {
      case RECEIVER -> call.receiver();
      case ARGUMENT -> call.argument(port.argument());
      case RETURN -> atoms.value(new Atom.Allocation(call.site, call.returnType(), List.of()));
      case STORE, TEXT -> Value.NOTHING;
    };
  }

  private Value read(Call call, Port port) {
    if (port.root() == Port.Root.STORE) {
      return Stores.readCells(atoms, call.run.heap(), cells(call, port));
    }
    if (port.root() == Port.Root.TEXT) {
      return atoms.text(name(port));
    }
    Value root = port.root() == Port.Root.RETURN ? made(call) : root(call, port);
    Heap heap = call.run.heap();
    return switch (port.access()) {
      case VALUE -> root;
      case ALL -> closure(call, root, true);
      case OBJECTS -> Closure.objects(atoms, heap, root);
      case ROWS -> column(heap, heap.readContent(root), call.argument(port.keyArgument()));
      case FIELD -> heap.read(root, "$" + name(port), OBJECT);
      case MEMBER -> heap.read(root, name(port), OBJECT);
      case CALLBACK -> heap.readLater(root, EntryPoints.argumentCell(name(port)));
      case CONTENT -> {
        List<String> keys = keys(call, port);
        if (!isExact(
            new Access(call.site, port, false), root, call, keys.isEmpty() ? null : port)) {
          yield heap.readContent(root);
        }
        Value held = Value.NOTHING;
        for (String key : keys) {
          held = atoms.join(held, heap.readKey(root, key));
        }
        yield held;
      }
    };
  }

  /** Puts {@code value} where {@code port} says; {@return what that adds to the call's result} */
  private Value write(Call call, Port port, Value value) {
    if (port.root() == Port.Root.STORE) {
      Stores.writeCells(atoms, call.run.heap(), cells(call, port), value);
      return Value.NOTHING;
    }
    boolean result = port.root() == Port.Root.RETURN;
    if (result && port.access() == Port.Access.VALUE) {
      return value;
    }
    Value root = root(call, port);
    Heap heap = call.run.heap();
    switch (port.access()) {
      case VALUE, ALL, OBJECTS, ROWS -> heap.write(root, Heap.CONTENT, OBJECT, value, false);
      case FIELD -> heap.write(root, "$" + name(port), OBJECT, value, true);
      case MEMBER -> heap.write(root, name(port), OBJECT, value, true);
      case CALLBACK -> heap.write(root, EntryPoints.argumentCell(name(port)), OBJECT, value, false);
      case CONTENT -> {
        List<String> keys = keys(call, port);
        if (port.keyArgument() == Port.NEXT_KEY) {
          heap.append(root, value);
        } else if (isExact(
            new Access(call.site, port, true), root, call, keys.size() == 1 ? keys : null)) {
          boolean inPlace = !heap.isReordered(root);
          heap.write(root, Heap.keyed(keys.getFirst()), OBJECT, value, inPlace);
        } else {
          heap.write(root, Heap.CONTENT, OBJECT, value, false);
        }
      }
    }
    return result ? root : Value.NOTHING;
  }

  /** {@return what is in one column of {@code rows}, by its name; in any when it is not known} */
  private Value column(Heap heap, Value rows, Value column) {
    List<String> names = atoms.texts(column);
    Value held = names.size() == column.size() ? Value.NOTHING : heap.readContent(rows);
    for (String name : names) {
      held = atoms.join(held, heap.readKey(rows, name));
    }
    return names.isEmpty() ? heap.readContent(rows) : held;
  }

  private List<String> cells(Call call, Port port) {
    List<List<String>> keys = new ArrayList<>();
    for (Port key : port.keys()) {
      keys.add(StoreKeys.of(atoms, call.run.heap(), name(port), read(call, key)));
    }
    return Stores.cells(name(port), keys);
  }

  private static String name(Port port) {
    return java.util.Objects.requireNonNull(port.key(), "port without a name");
  }

  private record Access(CodePoint site, Port port, boolean writes) {}

  /** {@return whether the access is under its constant keys whenever it runs} */
  private static boolean isExact(Access access, Value root, Call call, @Nullable Object keys) {
    return access.port.keyArgument() < 0 ? keys != null : call.run.isExact(access, keys, root);
  }

  /** {@return the constant keys of the port; empty when the key is unknown or the port has none} */
  private List<String> keys(Call call, Port port) {
    if (port.keyArgument() < 0) {
      return port.key() == null ? List.of() : List.of(port.key());
    }
    Value key = call.argument(port.keyArgument());
    List<String> keys = new ArrayList<>();
    boolean unknown = key.isNothing();
    for (int i = 0; i < key.size(); i++) {
      switch (atoms.get(key.atom(i))) {
        case Atom.Text t when !t.value().contains("*") -> keys.add(t.value());
        case Atom.Int n -> keys.add(Long.toString(n.value()));
        default -> unknown = true;
      }
    }
    return unknown ? List.of() : keys;
  }
}
