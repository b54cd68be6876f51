package io.unveil.benchmarks.droidbench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the benchmark says of its apps.
 *
 * @param flows pairs that leak
 * @param noFlows pairs that do not
 * @param together files of cases that need several apps on one device
 * @param apps whether an app leaks, by file; apps that only leak together with another are missing
 */
record Truth(
    Set<Pair> flows, Set<Pair> noFlows, Map<String, Boolean> apps, List<Set<String>> together) {
  /** Apps of which the two tables say different things. */
  static final Set<String> DISPUTED =
      Set.of(
          "UnreachableCode/UnreachableBoth.apk",
          "UnreachableCode/UnreachableSink1.apk",
          "UnreachableCode/UnreachableSource1.apk",
          "InterComponentCommunication/ComponentNotInManifest1.apk");

  private static final String FOLDER = "droidbench/apk/";

  /** Reads {@code flows.tsv} and {@code apps.tsv} of {@code corpus}. */
  static Truth read(Path corpus) throws IOException {
    Set<Pair> flows = new TreeSet<>();
    Set<Pair> noFlows = new TreeSet<>();
    List<Set<String>> together = new ArrayList<>();
    for (Map<String, String> row : pairRows(corpus.resolve("flows.tsv"))) {
      Pair pair = pair(row);
      boolean flow = cell(row, "expected").equals("FLOW");
      if (!DISPUTED.contains(pair.file())) {
        (flow ? flows : noFlows).add(pair);
      }
      String other = cell(row, "to_apk");
      if (!other.isEmpty()) {
        join(together, Set.of(pair.file(), file(other)));
      }
    }
    Map<String, Boolean> apps = new TreeMap<>();
    for (Map<String, String> row :
        TsvFile.read(corpus.resolve("apps.tsv"), "file", "label_annotation")) {
      String label = cell(row, "label_annotation");
      if (label.equals("POS") || label.equals("NEG")) {
        apps.put(file(cell(row, "file")), label.equals("POS"));
      }
    }
    apps.keySet().removeAll(DISPUTED);
    return new Truth(flows, noFlows, apps, together);
  }

  /** Apps that have a case with the same third one are on the same device. */
  private static void join(List<Set<String>> groups, Set<String> files) {
    Set<String> all = new TreeSet<>(files);
    groups.removeIf(group -> {
      boolean meets = files.stream().anyMatch(group::contains);
      if (meets) {
        all.addAll(group);
      }
      return meets;
    });
    groups.add(all);
  }

  private static List<Map<String, String>> pairRows(Path table) throws IOException {
    return TsvFile.read(
        table,
        "file",
        "expected",
        "source_call",
        "source_method",
        "sink_call",
        "sink_method",
        "to_apk");
  }

  private static Pair pair(Map<String, String> row) {
    return new Pair(
        file(cell(row, "file")),
        SootSignature.toDex(cell(row, "source_call")),
        SootSignature.toDex(cell(row, "source_method")),
        SootSignature.toDex(cell(row, "sink_call")),
        SootSignature.toDex(cell(row, "sink_method")));
  }

  private static String cell(Map<String, String> row, String column) {
    return Objects.requireNonNull(row.get(column));
  }

  /** {@return the file below the folder of apps, whatever stands before that} */
  static String file(String path) {
    String slashes = path.replace('\\', '/');
    int at = slashes.lastIndexOf(FOLDER);
    return at < 0 ? slashes : slashes.substring(at + FOLDER.length());
  }

  /** {@return the first folder of a file: what is tested there} */
  static String category(String file) {
    int slash = file.indexOf('/');
    return slash < 0 ? "" : file.substring(0, slash);
  }
}
