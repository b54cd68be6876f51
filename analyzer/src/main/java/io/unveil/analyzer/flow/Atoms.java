package io.unveil.analyzer.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Interns atoms of one app, and the small questions about values that need them. */
final class Atoms {
  /** Fields from a parameter to the deepest input that is told apart. */
  static final int MAX_PATH = 4;

  /** Characters of a string constant that are followed. */
  static final int MAX_TEXT = 1_024;

  /** Characters of all string constants that are followed; beyond it they are unknown. */
  static final long MAX_CHARACTERS = 16L << 20;

  /** Call sites by which allocations of one place are told apart. */
  static final int MAX_CONTEXT = 2;

  /** Call sites kept of a way through returns and calls. */
  static final int MAX_CHAIN = 24;

  private final List<Atom> atoms = new ArrayList<>();
  private final Map<Atom, Integer> ids = new HashMap<>();
  private final Map<String, Map<Integer, Integer>> inputFields = new HashMap<>();
  private final int globals = id(new Atom.Globals());
  private final Value computed = Value.of(id(new Atom.Computed()));
  private final WorkMeter meter;
  private long characters;
  private long dropped;
  private long droppedConstants;

  /**
   * @param meter charged for walks from object to object
   */
  Atoms(WorkMeter meter) {
    this.meter = meter;
  }

  /** Counts a walk over {@code objects} or entries as work. */
  void walked(int objects) {
    meter.spend(objects);
  }

  int id(Atom atom) {
    Integer known = ids.get(atom);
    if (known != null) {
      return known;
    }
    int id = atoms.size();
    atoms.add(atom);
    ids.put(atom, id);
    return id;
  }

  /** {@return the object that holds static fields and stores} */
  int globals() {
    return globals;
  }

  Atom get(int id) {
    return atoms.get(id);
  }

  Value value(Atom atom) {
    return Value.of(id(atom));
  }

  /** {@return the atoms of {@code value}} */
  Stream<Atom> stream(Value value) {
    return java.util.stream.IntStream.range(0, value.size()).mapToObj(i -> get(value.atom(i)));
  }

  /** Data, or an object that may hold data, did not fit and was left out: a flow may be missed. */
  void countDropped() {
    dropped++;
  }

  private void countDropped(Atom atom) {
    if (isConstant(atom)) {
      droppedConstants++;
    } else {
      dropped++;
    }
  }

  /** {@return what was left out that may hold data} */
  long dropped() {
    return dropped;
  }

  /** {@return constants that were left out: a destination or an argument may be unknown} */
  long droppedConstants() {
    return droppedConstants;
  }

  /**
   * {@return the union, cut to {@link Value#MAX_ATOMS} by dropping constants first, then inputs}
   */
  Value join(Value a, Value b) {
    int both = a.size() + b.size();
    if (both >= Value.MAX_ATOMS / 2 && !a.is(b)) {
      meter.spend(both >> 8);
    }
    Value joined = a.join(b);
    return joined.size() <= Value.MAX_ATOMS || joined.is(a) ? joined : cut(a, b.notIn(a));
  }

  /** {@return the union of all, cut as the union of two} */
  Value join(Value[] parts) {
    int sum = 0;
    for (Value part : parts) {
      sum += part.size();
    }
    if (parts.length > 2 && sum <= Value.MAX_ATOMS) {
      return Value.union(parts, sum);
    }
    Value result = Value.NOTHING;
    for (Value part : parts) {
      result = join(result, part);
    }
    return result;
  }

  /** {@return {@code value} and what fits of {@code added}, which matters most first} */
  private Value cut(Value value, int[] added) {
    meter.spend(added.length >> 6);
    int[] fitting = new int[added.length];
    int n = 0;
    for (int rank = 0; rank <= LAST_RANK; rank++) {
      int limit = rank == 0 ? 2 * Value.MAX_ATOMS : Value.MAX_ATOMS;
      for (int id : added) {
        if (rank(get(id)) != rank) {
          continue;
        }
        if (value.size() + n < limit) {
          fitting[n++] = id;
        } else {
          countDropped(get(id));
        }
      }
    }
    return n == 0 ? value : value.join(Value.of(Arrays.copyOf(fitting, n)));
  }

  private static final int LAST_RANK = 3;

  private static int rank(Atom atom) {
    return switch (atom) {
      case Atom.Source _, Atom.ProviderQuery _, Atom.Channel _ -> 0;
      case Atom.Allocation _ -> 1;
      case Atom.Parameter _, Atom.Globals _, Atom.InputField _ -> 2;
      case Atom.Text _,
          Atom.TextOf _,
          Atom.Int _,
          Atom.ClassName _,
          Atom.Member _,
          Atom.Computed _ ->
          3;
    };
  }

  /**
   * {@return the atom for what {@code field} of the input {@code base} holds on entry; paths are
   * folded at MAX_PATH}
   */
  int inputField(int base, String field, String type) {
    Map<Integer, Integer> byBase = inputFields.computeIfAbsent(field, _ -> new HashMap<>());
    Integer known = byBase.get(base);
    if (known != null) {
      return known;
    }
    int depth = 1;
    int id = -1;
    for (int up = base; get(up) instanceof Atom.InputField above; up = above.base()) {
      if (above.field().equals(field) && !field.startsWith(EntryPoints.argumentCell(""))) {
        id = up;
        break;
      }
      depth++;
    }
    if (id < 0) {
      id = depth > MAX_PATH ? base : id(new Atom.InputField(base, field, type, depth));
    }
    byBase.put(base, id);
    return id;
  }

  static boolean isInput(Atom atom) {
    return switch (atom) {
      case Atom.Parameter _, Atom.Globals _, Atom.InputField _ -> true;
      case Atom.Allocation _,
          Atom.Source _,
          Atom.ProviderQuery _,
          Atom.Channel _,
          Atom.Text _,
          Atom.TextOf _,
          Atom.Int _,
          Atom.ClassName _,
          Atom.Member _,
          Atom.Computed _ ->
          false;
    };
  }

  static boolean isConstant(Atom atom) {
    return rank(atom) == 3;
  }

  /** {@return whether the atom has an identity whose fields can be written} */
  static boolean isObject(Atom atom) {
    return isInput(atom) || atom instanceof Atom.Allocation;
  }

  /**
   * {@return {@code text}, or its beginning and an unknown rest: what a URI names must not be
   * hidden by what is written behind it}
   */
  static String upToBound(String text) {
    return text.length() > MAX_TEXT ? Template.cut(text, MAX_TEXT - 1) + "*" : text;
  }

  Value text(String value) {
    droppedConstants += value.length() > MAX_TEXT ? 1 : 0;
    String text = characters > MAX_CHARACTERS ? "*" : upToBound(value);
    characters += text.length();
    droppedConstants += characters > MAX_CHARACTERS ? 1 : 0;
    meter.spend(text.length() >> 6);
    return value(Template.hasHoles(text) ? new Atom.TextOf(text) : new Atom.Text(text));
  }

  /** {@return any number} */
  Value computed() {
    return computed;
  }

  Value number(long value) {
    return value(new Atom.Int(value));
  }

  /**
   * {@return the string constants among the atoms, sorted; {@code *} for parts that are not known
   * here}
   */
  List<String> texts(Value value) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      switch (get(value.atom(i))) {
        case Atom.Text(String text) -> texts.add(text);
        case Atom.TextOf(String text) -> texts.add(Template.withoutHoles(text));
        default -> {}
      }
    }
    texts.sort(null);
    return texts;
  }

  /** {@return the type that an object atom is known by, or null} */
  static String typeOf(Atom atom) {
    return switch (atom) {
      case Atom.Parameter p -> p.type();
      case Atom.InputField f -> f.type();
      case Atom.Allocation a -> a.type();
      case Atom.Text _, Atom.TextOf _ -> "Ljava/lang/String;";
      case Atom.ClassName _ -> "Ljava/lang/Class;";
      case Atom.Globals _,
          Atom.Source _,
          Atom.ProviderQuery _,
          Atom.Channel _,
          Atom.Int _,
          Atom.Member _,
          Atom.Computed _ ->
          "Ljava/lang/Object;";
    };
  }

  /**
   * {@return {@code chain} with {@code site} in front, unless it is there already or the chain is
   * full}
   */
  static List<CodePoint> prepend(CodePoint site, List<CodePoint> chain, int limit) {
    if (chain.size() >= limit || chain.contains(site)) {
      return chain;
    }
    List<CodePoint> longer = new ArrayList<>(chain.size() + 1);
    longer.add(site);
    longer.addAll(chain);
    return List.copyOf(longer);
  }
}
