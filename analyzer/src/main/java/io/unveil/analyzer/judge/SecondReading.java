package io.unveil.analyzer.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the second reading, of what dex2jar makes of a method, could not confirm. */
final class SecondReading {
  /** Begins the failures of the second reading in {@code coverage}. */
  private static final String PREFIX = "second-opinion:";

  private SecondReading() {}

  /**
   * {@return a sentence that counts the methods of which the second reading failed, by reason;
   * empty when none did}
   *
   * @param failures of {@code coverage}: reason to count
   */
  static Optional<String> failed(Map<String, Integer> failures) {
    long methods = 0;
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<String, Integer> e : new TreeMap<>(failures).entrySet()) {
      if (e.getKey().startsWith(PREFIX)) {
        methods += e.getValue();
        reasons.add(e.getKey().substring(PREFIX.length()) + ": " + e.getValue());
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "read once instead of twice, since dex2jar or the reading of what it makes failed: "
                + methods
                + (methods == 1 ? " method (" : " methods (")
                + String.join(", ", reasons)
                + ")");
  }
}
