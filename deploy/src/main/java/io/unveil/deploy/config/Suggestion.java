package io.unveil.deploy.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The known word that was probably meant, by <a href="https://doi.org/10.1145/321796.321811">edit
 * distance</a>.
 */
final class Suggestion {
  private static final int MAX_WORD = 80;

  private Suggestion() {}

  /** {@return the nearest of {@code known}, when at most a third of it was mistyped} */
  static Optional<String> of(String word, List<String> known) {
    if (word.length() > MAX_WORD) {
      return Optional.empty();
    }
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= candidate.length() / 3)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
