package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Machine.Instance;
import io.unveil.analyzer.flow.Machine.Primitive;
import io.unveil.analyzer.flow.Machine.Stopped;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Results of calls whose arguments are all constants: of the app's own methods that compute a text
 * (string decryptors), and of pure functions of Java and Android. Computed in a {@link Machine}, so
 * both interpreters get the same.
 */
final class Decryptors {
  /** Elements of an array that is told from constants, and that a result may have. */
  static final int MAX_ELEMENTS = 256;

  /** Calls of one method that may fail before it is no longer tried. */
  private static final int MAX_FAILURES = 3;

  /** Steps of all calls in one app. */
  private static final long MAX_TOTAL_STEPS = 4_000_000;

  private static final Set<String> RESULTS = Set.of("Ljava/lang/String;", "[C", "[B");
  private static final String STRING = "Ljava/lang/String;";
  private static final String OBJECT = "Ljava/lang/Object;";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Map<List<Object>, Optional<Object>> known = new HashMap<>();
  private final Map<DexMethod, Integer> failures = new HashMap<>();
  private long totalSteps;

  Decryptors(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
  }

  /**
   * {@return what {@code target} returns for the constants it is given, or null when they are not
   * all constants or it does more than compute}
   */
  @Nullable Value call(MethodRun run, CodePoint site, DexMethod target, List<Value> arguments) {
    String type = target.returnType();
    boolean nothingGiven = arguments.size() == (target.isStatic() ? 0 : 1);
    if (!RESULTS.contains(type)
        || nothingGiven
        || !target.hasCode()
        || failures.getOrDefault(target, 0) >= MAX_FAILURES) {
      return null;
    }
    int receiver = target.isStatic() ? 0 : 1;
    List<Object> given = constants(run, target.parameterTypes(), arguments, receiver);
    if (given == null) {
      return null;
    }
    List<Object> key = new ArrayList<>(List.of(target));
    given.forEach(g -> key.add(comparable(g)));
    Optional<Object> result = known.get(key);
    if (result == null) {
      result = compute(target, given);
      known.put(key, result);
    }
    return result.map(r -> value(run, site, r)).orElse(null);
  }

  private static Object comparable(Object constant) {
    return switch (constant) {
      case byte[] a -> Arrays.toString(a);
      case char[] a -> Arrays.toString(a);
      case int[] a -> Arrays.toString(a);
      default -> constant;
    };
  }

  private Optional<Object> compute(DexMethod target, List<Object> given) {
    List<@Nullable Object> arguments = new ArrayList<>(given);
    if (!target.isStatic()) {
      arguments.addFirst(new Instance(target.owner().descriptor()));
    }
    Machine machine = new Machine(analysis);
    try {
      if (totalSteps > MAX_TOTAL_STEPS) {
        throw new Stopped("steps of all calls", true);
      }
      Object result = machine.call(target, arguments);
      return Optional.ofNullable(result);
    } catch (Stopped e) {
      failed(target, e.overBudget());
      return Optional.empty();
    } catch (BadCodeException e) {
      failed(target, false);
      return Optional.empty();
    } finally {
      totalSteps += machine.steps();
      analysis.meter().spend(machine.steps() >> 2);
    }
  }

  private void failed(DexMethod target, boolean overBudget) {
    failures.merge(target, overBudget ? MAX_FAILURES : 1, Integer::sum);
    if (overBudget) {
      analysis.meter().count("decryptor-budget");
    }
  }

  /**
   * {@return what a pure function of Java or Android gives, or null when it is not one or its
   * arguments are not all constants} A constructor's result is the new object's text.
   */
  @Nullable Value pure(
      MethodRun run, CodePoint site, MethodId id, boolean isStatic, List<Value> arguments) {
    if (arguments.isEmpty() || !PureApi.knows(id)) {
      return null;
    }
    boolean constructor = id.name().equals("<init>");
    List<@Nullable Object> given = new ArrayList<>();
    List<String> types = MachineArrays.parameterTypes(id.descriptor());
    List<Object> constants = constants(run, types, arguments, isStatic ? 0 : 1);
    if (constants == null || (constructor && !id.owner().equals(STRING))) {
      return null;
    }
    if (!isStatic) {
      Object receiver =
          constructor
              ? new Machine.Unborn(STRING, 0)
              : constant(run, id.owner(), arguments.getFirst());
      if (receiver == null) {
        return null;
      }
      given.add(receiver);
    }
    given.addAll(constants);
    try {
      Object result = PureApi.call(new Machine(analysis), id, isStatic, given);
      Value exact = result == null ? null : value(run, site, result);
      if (constructor && exact != null) {
        run.heap().write(arguments.getFirst(), StoreKeys.TEXT, STRING, exact, true);
        run.heap().write(arguments.getFirst(), Heap.CONTENT, OBJECT, exact, true);
      }
      return constructor && exact != null ? Value.NOTHING : exact;
    } catch (Stopped e) {
      return null;
    }
  }

  /** {@return the text of a builder after a call that edits it; {@code *} when it is not known} */
  Value edited(MethodRun run, MethodId id, List<Value> arguments) {
    Value unknown = atoms.text("*");
    Value held = run.heap().read(arguments.getFirst(), StoreKeys.TEXT, STRING);
    List<Object> given =
        constants(run, MachineArrays.parameterTypes(id.descriptor()), arguments, 1);
    if (given == null
        || held.size() != 1
        || !(atoms.get(held.atom(0)) instanceof Atom.Text(String text))
        || text.contains("*")) {
      return unknown;
    }
    MethodId unsynchronized =
        new MethodId(
            id.owner().replace("StringBuffer", "StringBuilder"),
            id.name(),
            id.descriptor().replace("StringBuffer", "StringBuilder"));
    StringBuilder builder = new StringBuilder();
    builder.append(text);
    List<@Nullable Object> all = new ArrayList<>(given);
    all.addFirst(builder);
    try {
      PureApi.call(new Machine(analysis), unsynchronized, false, all);
      return atoms.text(Template.escaped(builder.toString()));
    } catch (Stopped e) {
      return unknown;
    }
  }

  private @Nullable List<Object> constants(
      MethodRun run, List<String> types, List<Value> arguments, int first) {
    List<Object> constants = new ArrayList<>();
    for (int i = first; i < arguments.size(); i++) {
      String type = i - first < types.size() ? types.get(i - first) : OBJECT;
      Object constant = constant(run, type, arguments.get(i));
      if (constant == null) {
        return null;
      }
      constants.add(constant);
    }
    return constants;
  }

  /** {@return the one constant that a value of {@code type} is, or null} */
  private @Nullable Object constant(MethodRun run, String type, Value value) {
    if (value.size() != 1) {
      return null;
    }
    return switch (atoms.get(value.atom(0))) {
      case Atom.Text(String text) when !text.contains("*") && type.startsWith("Ljava/lang/") ->
          text;
      case Atom.Int(long number) when type.length() == 1 -> new Primitive(number);
      case Atom.Allocation _ when type.length() == 2 -> array(run, type, value);
      case Atom.Allocation made when made.type().equals(STRING) -> {
        List<String> texts = atoms.texts(run.heap().read(value, StoreKeys.TEXT, STRING));
        boolean one = texts.size() == 1 && !texts.getFirst().contains("*");
        yield one ? texts.getFirst() : null;
      }
      default -> null;
    };
  }

  /** {@return the array whose elements are all constants, or null} */
  private @Nullable Object array(MethodRun run, String type, Value array) {
    List<Long> elements = new ArrayList<>();
    int object = array.atom(0);
    Map<String, Value> held = run.heap().fieldsOf(object);
    while (elements.size() <= MAX_ELEMENTS) {
      Value element = held.get(Heap.keyed(Integer.toString(elements.size())));
      if (element == null) {
        break;
      }
      boolean one = element.size() == 1;
      if (!one || !(atoms.get(element.atom(0)) instanceof Atom.Int(long number))) {
        return null;
      }
      elements.add(number);
    }
    long cells = held.keySet().stream().filter(Heap::isContent).count();
    if (elements.isEmpty() || elements.size() > MAX_ELEMENTS || cells != elements.size()) {
      return null;
    }
    Object made;
    try {
      made = MachineArrays.create(new Machine(analysis), type, elements.size());
      for (int i = 0; i < elements.size(); i++) {
        MachineArrays.put(made, i, new Primitive(elements.get(i)));
      }
    } catch (Stopped e) {
      return null;
    }
    return made;
  }

  /** {@return a result of the machine as a value of the analysis, or null when it is none} */
  private @Nullable Value value(MethodRun run, CodePoint site, Object result) {
    return switch (result) {
      case String text -> atoms.text(Template.escaped(text));
      case Primitive(long number) -> atoms.number(number);
      case byte[] bytes ->
          bytes.length > MAX_ELEMENTS ? null : array(run, site, "[B", numbers(bytes));
      case char[] chars ->
          chars.length > MAX_ELEMENTS ? null : array(run, site, "[C", numbers(chars));
      default -> null;
    };
  }

  private static long[] numbers(byte[] bytes) {
    long[] numbers = new long[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i];
    }
    return numbers;
  }

  private static long[] numbers(char[] chars) {
    long[] numbers = new long[chars.length];
    for (int i = 0; i < chars.length; i++) {
      numbers[i] = chars[i];
    }
    return numbers;
  }

  private Value array(MethodRun run, CodePoint site, String type, long[] elements) {
    Value array = atoms.value(new Atom.Allocation(site, type, List.of()));
    for (int i = 0; i < elements.length; i++) {
      String cell = Heap.keyed(Integer.toString(i));
      run.heap().write(array, cell, "I", atoms.number(elements[i]), true);
    }
    return array;
  }
}
