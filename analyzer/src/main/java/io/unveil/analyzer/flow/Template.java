package io.unveil.analyzer.flow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Texts that are known in part: {@code *} stands for what nobody knows, a hole for what the caller
 * knows. A hole is three characters, {@link #HOLE} and the number of the atom in two of the private
 * use area.
 */
final class Template {
  /** Strings that one place may have; more become "unknown". */
  private static final int MAX_TEXTS = 4;

  /** Unknown parts of one string; what follows the last one is dropped. */
  private static final int MAX_UNKNOWN = 3;

  private static final char HOLE = '\u0001';
  private static final int HOLE_LENGTH = 3;
  private static final char DIGIT = '\uE000';
  private static final int BASE = 4_096;
  private static final List<String> UNKNOWN = List.of("*");

  private Template() {}

  static boolean hasHoles(String text) {
    return text.indexOf(HOLE) >= 0;
  }

  private static String hole(int atom) {
    return "" + HOLE + (char) (DIGIT + atom / BASE) + (char) (DIGIT + atom % BASE);
  }

  /** {@return the number of the atom whose hole begins at {@code i}, -1 when none does} */
  private static int atomAt(String text, int i) {
    if (text.charAt(i) != HOLE || i + HOLE_LENGTH > text.length()) {
      return -1;
    }
    int high = text.charAt(i + 1) - DIGIT;
    int low = text.charAt(i + 2) - DIGIT;
    return high < 0 || high >= BASE || low < 0 || low >= BASE ? -1 : high * BASE + low;
  }

  /** {@return a constant of the app without the character that would look like a hole} */
  static String escaped(String constant) {
    return constant.indexOf(HOLE) < 0 ? constant : constant.replace(HOLE, '*');
  }

  /** {@return {@code text} with {@code *} in place of holes} */
  static String withoutHoles(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean hole = text.charAt(i) == HOLE;
      char shown = hole ? '*' : text.charAt(i);
      if (shown != '*' || plain.isEmpty() || plain.charAt(plain.length() - 1) != '*') {
        plain.append(shown);
      }
      i += hole ? HOLE_LENGTH - 1 : 0;
    }
    return plain.toString();
  }

  /** {@return the first {@code length} characters, less the part of a hole} */
  static String cut(String text, int length) {
    int lastHole = text.lastIndexOf(HOLE, length - 1);
    return text.substring(0, lastHole >= 0 && lastHole + HOLE_LENGTH > length ? lastHole : length);
  }

  /** {@return the possible texts of a value; {@code *} when it is not a constant} */
  static List<String> of(Atoms atoms, Heap heap, Value value) {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      add(atoms, heap, value.atom(i), texts);
    }
    if (texts.contains("*")) {
      texts.removeIf(t -> t.length() == HOLE_LENGTH && t.charAt(0) == HOLE);
    }
    return texts.isEmpty() || texts.size() > MAX_TEXTS ? UNKNOWN : List.copyOf(texts);
  }

  private static void add(Atoms atoms, Heap heap, int id, Set<String> texts) {
    switch (atoms.get(id)) {
      case Atom.Text t -> texts.add(t.value());
      case Atom.TextOf t -> texts.add(t.text());
      case Atom.Int n -> texts.add(Long.toString(n.value()));
      case Atom.Parameter _, Atom.InputField _ -> texts.add(id < BASE * BASE ? hole(id) : "*");
      case Atom.Allocation _ -> {
        Value held = heap.get(id, StoreKeys.TEXT, "Ljava/lang/String;");
        boolean more = texts.size() <= MAX_TEXTS && !held.isNothing();
        if (!more) {
          texts.add("*");
        }
        for (int i = 0; more && i < held.size(); i++) {
          boolean nested = atoms.get(held.atom(i)) instanceof Atom.Allocation;
          if (nested) {
            texts.add("*");
          } else {
            add(atoms, heap, held.atom(i), texts);
          }
        }
      }
      default -> texts.add("*");
    }
  }

  /** {@return {@code text} of a callee in terms of the caller} */
  static Value filled(Atoms atoms, Heap heap, String text, IntFunction<Value> fill) {
    List<String> texts = List.of("");
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      int atom = atomAt(text, i);
      if (atom >= 0) {
        texts = product(texts, List.of(text.substring(from, i)));
        texts = product(texts, of(atoms, heap, fill.apply(atom)));
        i += HOLE_LENGTH - 1;
        from = i + 1;
      }
    }
    texts = product(texts, List.of(text.substring(from)));
    Value value = Value.NOTHING;
    for (String filled : texts) {
      value = atoms.join(value, atoms.text(filled));
    }
    return value;
  }

  /** {@return every head with every tail} */
  static List<String> product(List<String> heads, List<String> tails) {
    if (heads.size() > MAX_TEXTS) {
      return UNKNOWN;
    }
    if (heads.size() * tails.size() > MAX_TEXTS) {
      return product(heads, UNKNOWN);
    }
    List<String> joined = new ArrayList<>();
    for (String head : heads) {
      for (String tail : tails) {
        String text =
            head.endsWith("*") && tail.startsWith("*") ? head + tail.substring(1) : head + tail;
        joined.add(upToUnknown(Atoms.upToBound(text)));
      }
    }
    return joined;
  }

  /**
   * {@return {@code text} up to its third unknown part} Text that grows in a loop reaches a
   * fixpoint, whatever the order in which blocks are visited.
   */
  private static String upToUnknown(String text) {
    int unknown = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean hole = text.charAt(i) == HOLE;
      if (hole || text.charAt(i) == '*') {
        int end = i + (hole ? HOLE_LENGTH : 1);
        if (++unknown == MAX_UNKNOWN) {
          return text.substring(0, Math.min(end, text.length()));
        }
        i = end - 1;
      }
    }
    return text;
  }
}
