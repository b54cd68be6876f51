package io.unveil.analyzer.model;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a person probably meant, by edit distance. */
public final class Suggest {
  private static final int LONGEST_COMPARED = 200;
  private static final int KNOWN_LISTED = 12;

  private Suggest() {}

  /**
   * {@return the known word that is nearest to {@code word}, the first in order of several, or null
   * when none is near} Near is at most a third of the word's length in edits (at least one), upper
   * and lower case being the same.
   */
  public static @Nullable String nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST_COMPARED) {
      return null;
    }
    int nearest = Math.max(1, word.length() / 3) + 1;
    String found = null;
    for (String candidate : new TreeSet<>(known)) {
      if (Math.abs(candidate.length() - word.length()) < nearest) {
        int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (distance < nearest) {
          nearest = distance;
          found = candidate;
        }
      }
    }
    return found;
  }

  /**
   * {@return {@code (did you mean "x"?)} with a leading space, else the known words when they are
   * few, else nothing}
   */
  static String hint(String word, Collection<String> known) {
    String nearest = nearest(word, known);
    if (nearest != null) {
      return " (did you mean \"" + nearest + "\"?)";
    }
    return known.isEmpty() || known.size() > KNOWN_LISTED
        ? ""
        : " (known: " + String.join(", ", new TreeSet<>(known)) + ")";
  }

  /** Optimal string alignment: insert, delete, replace, and swap of neighbours count one each. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
