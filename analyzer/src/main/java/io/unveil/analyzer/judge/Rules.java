package io.unveil.analyzer.judge;

import io.unveil.analyzer.model.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules in force.
 *
 * @param revision number of this edition; only rises
 * @param catalogue all behaviours, also those without a rule, by code
 * @param kinds source and sink kinds
 * @param rules the rules, by code
 */
public record Rules(int revision, List<Behaviour> catalogue, Kinds kinds, List<Rule> rules) {
  /** Copies the lists. */
  public Rules {
    catalogue = List.copyOf(catalogue);
    rules = List.copyOf(rules);
  }

  /**
   * Rules and policy of one edition; they are read together because the policy names codes of the
   * rules.
   *
   * @param rules the rules
   * @param policy the policy
   */
  public record Edition(Rules rules, Policy policy) {}

  /** {@return the edition that comes with the program} */
  public static Edition bundled() {
    try {
      Map<String, byte[]> files = new HashMap<>();
      for (String name : RuleFiles.FIXED) {
        files.put(name, resource(name));
      }
      for (String name : RuleFiles.listed(files)) {
        files.put(name, resource(name));
      }
      return load(files);
    } catch (BadDataException e) {
      throw new IllegalStateException("bundled rules: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an edition strictly.
   *
   * @param files contents by file name: {@code index.json}, {@code behaviours.json}, {@code
   *     kinds.json}, {@code policy.json} and the rule files that the index lists
   * @throws BadDataException at the first error, with file, JSON pointer and remedy
   */
  public static Edition load(Map<String, byte[]> files) throws BadDataException {
    return new RuleFiles(files).read();
  }

  private static byte[] resource(String name) {
    try (InputStream in = Rules.class.getResourceAsStream("/io/unveil/analyzer/rules/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its rules/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
