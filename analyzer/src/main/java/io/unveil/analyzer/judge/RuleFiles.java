package io.unveil.analyzer.judge;

import io.unveil.analyzer.judge.Behaviour.ProofKind;
import io.unveil.analyzer.judge.Behaviour.Status;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the files of one edition and checks what they say about each other. */
final class RuleFiles {
  static final List<String> FIXED =
      List.of("index.json", "behaviours.json", "kinds.json", "policy.json");

  private static final String FOLDER = "rules/";

  private final Map<String, byte[]> files;
  private final Map<Integer, String> taken = new HashMap<>();

  RuleFiles(Map<String, byte[]> files) {
    this.files = files;
  }

  /**
   * Contents of {@code index.json}.
   *
   * @param revision number of the edition
   * @param rules names of the rule files
   */
  record Index(int revision, List<String> rules) {}

  /** {@return the rule files that the index names} */
  static List<String> listed(Map<String, byte[]> files) throws BadDataException {
    return new RuleFiles(files).read("index.json", Index.class).rules();
  }

  Rules.Edition read() throws BadDataException {
    Index index = read("index.json", Index.class);
    checkListing(index);
    Map<Integer, Behaviour> catalogue = catalogue();
    Kinds kinds = read("kinds.json", Kinds.class);
    unique(
        "kinds.json",
        "/sources",
        "kind",
        kinds.sources().stream().map(Kinds.Source::kind).toList());
    unique("kinds.json", "/sinks", "kind", kinds.sinks().stream().map(Kinds.Sink::kind).toList());
    List<Rule> rules = new ArrayList<>();
    for (String name : index.rules()) {
      Rule[] read = read(name, Rule[].class);
      for (int i = 0; i < read.length; i++) {
        checkRule(name, "/" + i, read[i], catalogue, kinds);
        rules.add(read[i]);
      }
    }
    checkStatus(catalogue.values());
    rules.sort(Comparator.comparingInt(Rule::code));
    Policy policy = policy(catalogue.keySet());
    return new Rules.Edition(
        new Rules(index.revision(), List.copyOf(catalogue.values()), kinds, rules), policy);
  }

  private <T> T read(String name, Class<T> type) throws BadDataException {
    byte[] json = files.get(name);
    if (json == null) {
      throw new BadDataException(FOLDER + name, "", "the file is missing");
    }
    return StrictJson.read(FOLDER + name, json, type);
  }

  private void checkListing(Index index) throws BadDataException {
    unique("index.json", "/rules", "file", index.rules());
    for (int i = 0; i < index.rules().size(); i++) {
      String name = index.rules().get(i);
      if (!files.containsKey(name)) {
        Set<String> known = new TreeSet<>(files.keySet());
        FIXED.forEach(known::remove);
        throw BadDataException.unknown(FOLDER + "index.json", "/rules/" + i, "file", name, known);
      }
    }
    for (String name : new TreeSet<>(files.keySet())) {
      if (!FIXED.contains(name) && !index.rules().contains(name)) {
        throw new BadDataException(
            FOLDER + "index.json", "/rules", "does not list the file " + name);
      }
    }
  }

  private Map<Integer, Behaviour> catalogue() throws BadDataException {
    Behaviour[] rows = read("behaviours.json", Behaviour[].class);
    Map<Integer, Behaviour> catalogue = new LinkedHashMap<>();
    unique("behaviours.json", "", "name", Arrays.stream(rows).map(Behaviour::name).toList());
    int last = 0;
    for (int i = 0; i < rows.length; i++) {
      int code = rows[i].code();
      if (code <= last) {
        String reason =
            code == last
                ? "duplicate code " + code
                : "codes must rise, " + code + " follows " + last;
        throw new BadDataException(FOLDER + "behaviours.json", "/" + i + "/code", reason);
      }
      catalogue.put(code, rows[i]);
      last = code;
    }
    return catalogue;
  }

  private static void unique(String file, String pointer, String what, List<String> words)
      throws BadDataException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      if (!seen.add(words.get(i))) {
        throw new BadDataException(
            FOLDER + file, pointer + "/" + i, "duplicate " + what + " \"" + words.get(i) + "\"");
      }
    }
  }

  private void checkRule(
      String name, String at, Rule rule, Map<Integer, Behaviour> catalogue, Kinds kinds)
      throws BadDataException {
    String file = FOLDER + name;
    String before = taken.putIfAbsent(rule.code(), file + "#" + at);
    if (before != null) {
      throw new BadDataException(
          file, at + "/code", "duplicate code " + rule.code() + ", taken by " + before);
    }
    Behaviour behaviour = catalogue.get(rule.code());
    if (behaviour == null) {
      throw new BadDataException(
          file,
          at + "/code",
          "unknown code " + rule.code() + "; rules/behaviours.json has no such row");
    }
    checkSame(file, at + "/name", behaviour.name(), rule.name());
    checkSame(file, at + "/attack", behaviour.attack().toString(), rule.attack().toString());
    Rule.Flow flow = rule.proof().flow();
    ProofKind proof = flow == null ? ProofKind.FACT : ProofKind.FLOW;
    checkSame(file, at + "/proof", behaviour.proof().toString(), proof.toString());
    if (flow != null) {
      List<String> sources = kinds.sources().stream().map(Kinds.Source::kind).toList();
      List<String> sinks = kinds.sinks().stream().map(Kinds.Sink::kind).toList();
      checkKinds(file, at + "/proof/flow/sources", flow.sources(), sources);
      checkKinds(file, at + "/proof/flow/sinks", flow.sinks(), sinks);
    }
  }

  private static void checkSame(String file, String at, String catalogue, String rule)
      throws BadDataException {
    if (!catalogue.equals(rule)) {
      throw new BadDataException(
          file,
          at,
          "\"" + rule + "\" differs from rules/behaviours.json, which has \"" + catalogue + "\"");
    }
  }

  private static void checkKinds(
      String file, String at, List<String> kinds, Collection<String> known)
      throws BadDataException {
    for (int i = 0; i < kinds.size(); i++) {
      if (!known.contains(kinds.get(i))) {
        throw BadDataException.unknown(file, at + "/" + i, "kind", kinds.get(i), known);
      }
    }
  }

  private void checkStatus(Collection<Behaviour> catalogue) throws BadDataException {
    int i = 0;
    for (Behaviour row : catalogue) {
      boolean ruled = taken.containsKey(row.code());
      if (ruled != (row.status() == Status.IMPLEMENTED)) {
        throw new BadDataException(
            FOLDER + "behaviours.json",
            "/" + i + "/status",
            "code "
                + row.code()
                + (ruled ? " has a rule but is planned" : " is implemented but has no rule"));
      }
      i++;
    }
  }

  private Policy policy(Set<Integer> known) throws BadDataException {
    Policy policy = read("policy.json", Policy.class);
    checkCodes("/hiding", policy.hiding(), known);
    checkCodes("/activeHiding", policy.activeHiding(), Set.copyOf(policy.hiding()));
    checkCodes("/collection", policy.collection(), known);
    checkCodes("/userDriven", policy.userDriven(), known);
    checkCodes("/evasion", policy.evasion(), known);
    for (int i = 0; i < policy.strength().size(); i++) {
      List<Policy.Points> points = policy.strength().get(i).points();
      for (int j = 0; j < points.size(); j++) {
        checkCodes("/strength/" + i + "/points/" + j + "/codes", points.get(j).codes(), known);
      }
    }
    return policy;
  }

  private static void checkCodes(String at, List<Integer> codes, Set<Integer> known)
      throws BadDataException {
    for (int i = 0; i < codes.size(); i++) {
      if (!known.contains(codes.get(i))) {
        throw new BadDataException(
            FOLDER + "policy.json", at + "/" + i, "unknown code " + codes.get(i));
      }
    }
  }
}
