package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.model.MethodModel;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of one method's instructions, shared by both interpreters. The interpreter owns
 * registers and control flow; it puts the heap of the current program point in {@link #heap} before
 * each call and takes it back afterwards.
 */
final class MethodRun {
  private final Analysis analysis;
  private final Atoms atoms;
  private final DexMethod method;
  private final Body body;
  private final List<Hit> hits = new ArrayList<>();
  private final Map<Hit, Integer> hitIndex = new HashMap<>();
  private final Map<Hit, Integer> lastOfWay = new HashMap<>();
  private final Set<Integer> created = new LinkedHashSet<>();
  private final Listeners listeners = new Listeners();
  private final TreeSet<Integer> wanted = new TreeSet<>();
  private final ExactKeys keys;
  private Heap heap;
  private Value returned = Value.NOTHING;
  private Value underWay = Value.NOTHING;
  private boolean returns;
  private boolean fails;
  private boolean sameReturn = true;
  private @Nullable Long exactReturn;
  private @Nullable Long exactResult;
  private Value thrown = Value.NOTHING;
  private @Nullable Heap exit;
  private @Nullable Heap thrownExit;

  MethodRun(Analysis analysis, Body body) {
    this(analysis, body, new ExactKeys());
  }

  /**
   * @param keys what earlier readings found out about accesses under keys
   */
  MethodRun(Analysis analysis, Body body, ExactKeys keys) {
    this.keys = keys;
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.method = body.method();
    this.body = body;
    this.heap = new Heap(atoms, false);
  }

  DexMethod method() {
    return method;
  }

  Analysis analysis() {
    return analysis;
  }

  Heap heap() {
    return heap;
  }

  void heap(Heap current) {
    heap = current;
  }

  CodePoint point(int pc) {
    return new CodePoint(method, pc);
  }

  /** {@return the values of the parameters on entry, receiver first} */
  List<Value> parameters() {
    List<Value> values = new ArrayList<>();
    if (!method.isStatic()) {
      values.add(parameter(0, method.owner().descriptor()));
    }
    for (String type : method.parameterTypes()) {
      values.add(parameter(values.size(), type));
    }
    return values;
  }

  private String typeOf(int parameter) {
    int declared = method.isStatic() ? parameter : parameter - 1;
    return declared < 0 ? method.owner().descriptor() : method.parameterTypes().get(declared);
  }

  private Value parameter(int index, String declared) {
    if (body.first(index) != index) {
      return parameter(body.first(index), typeOf(body.first(index)));
    }
    Value constant = body.constants().get(index);
    if (constant != null) {
      return constant;
    }
    String exact = body.exactType(index);
    return atoms.value(
        exact.isEmpty()
            ? new Atom.Parameter(index, declared, false)
            : new Atom.Parameter(index, exact, true));
  }

  /** Which parameters are asked for constants: what they are decides what the method does. */
  void wantsConstant(Value value) {
    for (int i = 0; i < value.size(); i++) {
      if (atoms.get(value.atom(i)) instanceof Atom.Parameter p) {
        wanted.add(p.index());
      }
    }
  }

  Value text(String constant) {
    return atoms.text(Template.escaped(constant));
  }

  Value number(long constant) {
    return atoms.number(constant);
  }

  Value classConstant(String descriptor) {
    return atoms.value(new Atom.ClassName(descriptor));
  }

  /**
   * A {@code new}; classes with callbacks are remembered, since Android may call them from now on.
   */
  Value allocate(int pc, String type) {
    uses(type);
    int id = atoms.id(new Atom.Allocation(point(pc), type, List.of()));
    if (analysis.entryPoints().callbacks().has(type)) {
      created.add(id);
    }
    return Value.of(id);
  }

  /** Static code of {@code type} and of the classes above it may run now, unless it has before. */
  void uses(String type) {
    analysis.entryPoints().initialises(type);
    analysis.initialisers().before(this, type);
  }

  /** {@return an array made by {@code new-array}} */
  Value allocateArray(int pc, String type, Value length) {
    Value array = allocate(pc, type);
    heap.write(array, Heap.LENGTH, "I", length, true);
    return array;
  }

  /** {@return whether an array of this length can surely be made, but for want of memory} */
  boolean isLength(Value length) {
    Long known = number(length);
    return known != null && known >= 0;
  }

  /** {@return whether {@code index} is surely an index of {@code array}} */
  boolean isWithin(Value array, Value index) {
    Long wanted = number(index);
    if (wanted == null || array.size() != 1 || !isMadeHere(array.atom(0))) {
      return false;
    }
    Long length = number(heap.get(array.atom(0), Heap.LENGTH, "I"));
    return length != null && wanted >= 0 && wanted < length;
  }

  private boolean isMadeHere(int object) {
    return atoms.get(object) instanceof Atom.Allocation;
  }

  /**
   * {@return an array of {@code dimensions} dimensions, all of them filled, as {@code
   * multianewarray} makes it}
   *
   * @param type descriptor of the array
   */
  Value allocateArrays(int pc, String type, int dimensions) {
    Value array = allocate(pc, type);
    if (dimensions > 1 && type.startsWith("[[")) {
      Value inner = allocateArrays(pc, type.substring(1), dimensions - 1);
      heap.write(array, Heap.CONTENT, type.substring(1), inner, false);
    }
    return array;
  }

  /** Fields of Android's objects hold what the object was given by calls as well. */
  Value getField(Value base, FieldId field) {
    Value held = heap.read(base, analysis.cell(field), field.type());
    boolean theirs = !analysis.hierarchy().isAppClass(field.owner());
    for (int i = 0; i < base.size(); i++) {
      Value any = heap.fieldsOf(base.atom(i)).get(Heap.ANY_FIELD);
      held = any == null ? held : atoms.join(held, any);
    }
    return theirs ? atoms.join(held, heap.read(base, Heap.CONTENT, field.type())) : held;
  }

  void putField(Value base, FieldId field, Value value) {
    heap.write(base, analysis.cell(field), field.type(), value, true);
  }

  Value getStatic(FieldId field) {
    Value known = staticConstant(field);
    if (known != null) {
      return known;
    }
    analysis.initialisers().before(this, analysis.declaringClass(field));
    return heap.get(atoms.globals(), globalKey(field), field.type());
  }

  void putStatic(FieldId field, Value value) {
    uses(analysis.declaringClass(field));
    heap.put(atoms.globals(), globalKey(field), value);
  }

  private String globalKey(FieldId field) {
    return analysis.declaringClass(field) + "->" + field.name();
  }

  private @Nullable Value staticConstant(FieldId field) {
    String constant = analysis.models().constant(field);
    if (constant != null) {
      return text(constant);
    }
    String primitive = Reflection.primitive(field);
    if (primitive != null) {
      return classConstant(primitive);
    }
    String owner = analysis.declaringClass(field);
    DexClass declaring = analysis.code().find(owner);
    if (declaring == null) {
      return null;
    }
    analysis.entryPoints().initialises(declaring);
    Object value = declaring.staticValue(field.name());
    return switch (value) {
      case String text -> text(text);
      case Integer number when Analysis.isFinal(declaring, field.name()) -> number(number);
      case null, default -> null;
    };
  }

  /**
   * {@return an element}
   *
   * @param place the instruction
   */
  Value arrayGet(int place, Value array, Value index, String elementType) {
    Long known = number(index);
    return isExact(place, known, array) && known != null
        ? heap.readCell(array, Heap.keyed(known.toString()), elementType)
        : heap.readContent(array);
  }

  /**
   * Sets an element.
   *
   * @param place the instruction
   */
  void arrayPut(int place, Value array, Value index, String elementType, Value value) {
    Long known = number(index);
    if (isExact(place, known, array) && known != null) {
      arrayPut(array, known, elementType, value);
    } else {
      heap.write(array, Heap.CONTENT, elementType, value, false);
    }
  }

  /**
   * {@return whether an access of {@code objects} is under the constant {@code key} whenever it
   * runs}
   *
   * @param place what is the same for each run of the access, and of no other
   * @param key the key now, null when it is not a constant
   */
  boolean isExact(Object place, @Nullable Object key, Value objects) {
    return keys.isExact(place, key, hasInput(objects));
  }

  /** Sets the element at a constant index. */
  void arrayPut(Value array, long index, String elementType, Value value) {
    heap.write(array, Heap.keyed(Long.toString(index)), elementType, value, true);
  }

  /**
   * {@return whether what {@code place} means will be known, so that it does nothing yet}
   *
   * @param known whether it is known now
   */
  boolean isKnownLater(Object place, boolean known) {
    return keys.isKnownLater(place, known);
  }

  private boolean hasInput(Value objects) {
    for (int i = 0; i < objects.size(); i++) {
      if (Atoms.isInput(atoms.get(objects.atom(i)))) {
        return true;
      }
    }
    return false;
  }

  /** {@return the number that {@code value} is, or null when it is not one constant} */
  private @Nullable Long number(Value value) {
    return value.size() == 1 && atoms.get(value.atom(0)) instanceof Atom.Int(long number)
        ? (Long) number
        : null;
  }

  /** A computed primitive: constants are lost, data is kept. */
  Value computed(Value a, Value b) {
    Value data = atoms.join(a, b).without(id -> Atoms.isConstant(atoms.get(id)));
    return atoms.join(data, atoms.computed());
  }

  /**
   * The result of {@code operation}: exact on two constants. A number that grows in a loop is two
   * constants at its second turn, and any number from then on.
   *
   * @param wide whether the operands are longs
   */
  Value computed(Arithmetic operation, Value a, Value b, boolean wide) {
    Long first = number(a);
    Long second = number(b);
    Long result = first == null || second == null ? null : operation.of(first, second, wide);
    return result == null ? computed(a, b) : number((long) result);
  }

  /**
   * @param exact the number that is surely returned, or null
   */
  void returns(Value value, @Nullable Long exact) {
    sameReturn &= !returns || Objects.equals(exact, exactReturn);
    returns = true;
    exactReturn = sameReturn ? exact : null;
    returned = atoms.join(returned, value);
    leaves();
  }

  /** The current program point leaves the method. */
  void leaves() {
    if (exit == null) {
      exit = heap.snapshot();
    } else {
      exit.merge(heap);
    }
  }

  Value invoke(int pc, InvokeKind kind, MethodId id, List<Value> arguments) {
    boolean constructor = kind != InvokeKind.VIRTUAL && id.name().equals("<init>");
    MethodModel model = analysis.calls().targets().callee(id).model();
    listeners.call(atoms, constructor, model, arguments);
    exactResult = null;
    return analysis.calls().invoke(this, point(pc), kind, id, arguments);
  }

  /** {@return the number that the call just made surely returned, or null} */
  @Nullable Long exactResult() {
    return exactResult;
  }

  /** Tells what the call under way surely returns. */
  void exactResult(@Nullable Long number) {
    exactResult = number;
  }

  /** The instruction under way throws {@code exception}, or calls a method that does. */
  void threw(Value exception) {
    underWay = atoms.join(underWay, exception);
  }

  /**
   * The instruction under way works on a reference that is surely null: nothing comes behind it.
   */
  void fails() {
    fails = true;
    escapes(Value.NOTHING);
  }

  /** {@return whether the instruction under way fails; asked once for each instruction} */
  boolean takeFails() {
    boolean taken = fails;
    fails = false;
    return taken;
  }

  /** {@return what the instruction under way threw; asked once for each instruction} */
  Value takeThrown() {
    Value taken = underWay;
    underWay = Value.NOTHING;
    return taken;
  }

  /**
   * {@return the part of {@code exception} that a handler may catch}
   *
   * @param type caught type, null for all
   */
  Value caughtBy(Value exception, @Nullable String type) {
    return exception.without(id -> Exceptions.passes(analysis, atoms.get(id), type));
  }

  /** {@return the part of {@code exception} that may pass a handler for {@code type}} */
  Value passing(Value exception, @Nullable String type) {
    return exception.without(id -> Exceptions.isCaught(analysis, atoms.get(id), type));
  }

  /** The current program point leaves the method by an exception. */
  void escapes(Value exception) {
    thrown = atoms.join(thrown, exception);
    if (thrownExit == null) {
      thrownExit = heap.snapshot();
    } else {
      thrownExit.merge(heap);
    }
  }

  void created(int allocation) {
    created.add(allocation);
  }

  /**
   * Remembers a hit; of hits that differ in nothing but their way, the shortest way is kept. What a
   * call passes at an earlier turn of a loop is part of what it passes at a later one.
   */
  void hit(Hit hit) {
    Hit key = withoutWay(hit);
    Integer known = hitIndex.get(key);
    if (known != null) {
      if (hit.chain().size() < hits.get(known).chain().size()) {
        hits.set(known, hit);
      }
      return;
    }
    Integer sameWay = lastOfWay.get(hit.way());
    if (sameWay != null && hits.get(sameWay).includes(hit)) {
      return;
    }
    if (sameWay != null && hit.includes(hits.get(sameWay))) {
      hitIndex.remove(withoutWay(hits.get(sameWay)));
      hits.set(sameWay, hit);
      hitIndex.put(key, sameWay);
      return;
    }
    if (hits.size() >= Summary.MAX_HITS) {
      analysis.meter().count("hits-per-method");
      return;
    }
    lastOfWay.put(hit.way(), hits.size());
    hitIndex.put(key, hits.size());
    hits.add(hit);
  }

  private static Hit withoutWay(Hit hit) {
    return switch (hit) {
      case Hit.Sink s -> s.through(List.of(), s.tainted(), s.receiver(), s.destination());
      case Hit.Watched w -> new Hit.Watched(w.name(), w.call(), w.site(), List.of(), w.arguments());
    };
  }

  List<Hit> hits() {
    return hits;
  }

  Set<Integer> createdObjects() {
    return created;
  }

  /** {@return what the method did, reduced to what outlives it} */
  Summary summary() {
    Heap failing = thrownExit == null ? new Heap(atoms, false) : thrownExit;
    Heap end = exit == null ? failing : exit;
    listeners.dropReplaced(created, id -> isHeld(end, id) || isHeld(failing, id));
    Set<Integer> live = new LinkedHashSet<>(created);
    List<Value> open = new ArrayList<>();
    open.add(returned);
    open.add(thrown);
    for (int id : created) {
      open.addAll(end.fieldsOf(id).values());
    }
    Map<Integer, Map<String, Value>> writes = new LinkedHashMap<>();
    end.forEach((object, field, value) -> {
      if (Atoms.isInput(atoms.get(object)) && !value.equals(onEntry(object, field))) {
        writes.computeIfAbsent(object, _ -> new HashMap<>()).put(field, value);
        open.add(value);
      }
    });
    while (!open.isEmpty()) {
      Value value = open.removeLast();
      for (int i = 0; i < value.size(); i++) {
        int object = rootOf(value.atom(i));
        if (atoms.get(object) instanceof Atom.Allocation && live.add(object)) {
          open.addAll(end.fieldsOf(object).values());
          open.addAll(failing.fieldsOf(object).values());
        }
      }
    }
    for (int object : live) {
      Map<String, Value> fields = new HashMap<>(failing.fieldsOf(object));
      end.fieldsOf(object).forEach((field, value) -> fields.merge(field, value, atoms::join));
      if (!fields.isEmpty()) {
        writes.put(object, fields);
      }
    }
    return new Summary(returned, exactReturn, thrown, writes, hits, created, wanted);
  }

  /** {@return the object whose field is read later, or the one that {@code atom} is} */
  private int rootOf(int atom) {
    int root = atom;
    while (atoms.get(root) instanceof Atom.InputField field) {
      root = field.base();
    }
    return root;
  }

  private boolean isHeld(Heap heap, int object) {
    return returned.contains(object) || thrown.contains(object) || heap.holds(object);
  }

  private Value onEntry(int object, String field) {
    return Value.of(atoms.inputField(object, field, "Ljava/lang/Object;"));
  }

  /** {@return the place as facts name it} */
  CodeSite site(CodePoint point) {
    return analysis.site(point);
  }
}
