package io.unveil.benchmarks.droidbench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The committed list of what the engine misses or reports too much, each with its reason. */
final class Reasons {
  /** What is explained. */
  enum Kind {
    /** A leaking pair is not reported. */
    MISS,
    /** A reported pair does not leak, in the table or outside it. */
    FALSE,
    /** A reported pair is not in the table and leaks all the same. */
    OUTSIDE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One line.
   *
   * @param file the app
   * @param pair the two calls, as {@link Pair#text}
   */
  record Entry(Kind kind, String file, String pair) implements Comparable<Entry> {
    static Entry of(Kind kind, Pair pair) {
      return new Entry(kind, pair.file(), pair.text());
    }

    @Override
    public int compareTo(Entry other) {
      return key().compareTo(other.key());
    }

    private String key() {
      return kind + "\t" + file + "\t" + pair;
    }

    String line() {
      return file + "\t" + pair + "\t" + kind.word();
    }
  }

  private final Map<Entry, String> reasons;

  private Reasons(Map<Entry, String> reasons) {
    this.reasons = reasons;
  }

  /**
   * Reads the list.
   *
   * @throws IOException for a line without a reason, with an unknown kind, or twice
   */
  static Reasons read(Path file) throws IOException {
    Map<Entry, String> reasons = new TreeMap<>();
    for (Map<String, String> row : TsvFile.read(file, "file", "pair", "kind", "reason")) {
      String pair = cell(row, "pair");
      String reason = cell(row, "reason").strip();
      Entry entry = new Entry(kind(file, cell(row, "kind")), cell(row, "file"), pair);
      if (reason.isEmpty()) {
        throw new IOException(file + " gives no reason for " + entry.line());
      }
      if (reasons.put(entry, reason) != null) {
        throw new IOException(file + " lists twice: " + entry.line());
      }
    }
    return new Reasons(reasons);
  }

  private static String cell(Map<String, String> row, String column) {
    return Objects.requireNonNull(row.get(column));
  }

  private static Kind kind(Path file, String word) throws IOException {
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IOException(file + ": kind \"" + word + "\" is none of miss, false, outside");
  }

  /** {@return those of {@code reported} that are listed as leaks that the table does not have} */
  Set<Pair> meant(Set<Pair> reported) {
    Set<Pair> meant = new TreeSet<>(reported);
    meant.removeIf(p -> !reasons.containsKey(Entry.of(Kind.OUTSIDE, p)));
    return meant;
  }

  /** {@return the reason, or null} */
  @org.jspecify.annotations.Nullable
  String of(Entry entry) {
    return reasons.get(entry);
  }

  /** {@return everything that needs a reason} */
  static Set<Entry> needed(Score score) {
    Set<Entry> entries = new TreeSet<>();
    score.missed().forEach(p -> entries.add(Entry.of(Kind.MISS, p)));
    score.wrong().forEach(p -> entries.add(Entry.of(Kind.FALSE, p)));
    score
        .outside()
        .forEach(
            p -> entries.add(Entry.of(score.unmeant().contains(p) ? Kind.FALSE : Kind.OUTSIDE, p)));
    return entries;
  }

  /** {@return what happened and is not listed} */
  List<Entry> unexplained(Score score) {
    return needed(score).stream().filter(e -> !reasons.containsKey(e)).toList();
  }

  /** {@return what is listed and did not happen} */
  List<Entry> vanished(Score score) {
    List<Entry> listed = new ArrayList<>(reasons.keySet());
    listed.removeAll(needed(score));
    return listed;
  }
}
