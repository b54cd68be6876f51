package io.unveil.unpacker.manifest;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code aapt dump --values resources} lists: the values of each id, of all configurations.
 */
final class AaptResources {
  private static final Pattern VALUE =
      Pattern.compile(" *resource 0x([0-9a-f]{8}) .*: t=0x([0-9a-f]{2}) d=0x([0-9a-f]{8}) .*");
  private static final Pattern STRING = Pattern.compile(" *\\(string(?:8|16)\\) \"(.*)\"");
  private static final int REFERENCE = 1;
  private static final int STRING_TYPE = 3;

  private final Map<Integer, Set<String>> values = new LinkedHashMap<>();
  private final Map<Integer, Set<Integer>> references = new LinkedHashMap<>();

  private AaptResources() {}

  static AaptResources of(List<String> lines) {
    AaptResources resources = new AaptResources();
    for (int i = 0; i < lines.size(); i++) {
      Matcher value = VALUE.matcher(lines.get(i));
      if (value.matches()) {
        resources.add(value, i + 1 < lines.size() ? lines.get(i + 1) : "");
      }
    }
    return resources;
  }

  private void add(Matcher value, String next) {
    int id = Integer.parseUnsignedInt(value.group(1), 16);
    switch (Integer.parseInt(value.group(2), 16)) {
      case REFERENCE ->
          references
              .computeIfAbsent(id, _ -> new LinkedHashSet<>())
              .add(Integer.parseUnsignedInt(value.group(3), 16));
      case STRING_TYPE -> {
        Matcher text = STRING.matcher(next);
        add(id, text.matches() ? text.group(1) : next.strip());
      }
      default -> add(id, "0x" + value.group(3));
    }
  }

  private void add(int id, String value) {
    values.computeIfAbsent(id, _ -> new TreeSet<>()).add(value);
  }

  /** {@return strings as they are and other values as {@code 0x…}, through references} */
  Set<String> values(int id) {
    Set<String> found = new TreeSet<>();
    Set<Integer> seen = new HashSet<>();
    Set<Integer> left = new LinkedHashSet<>(Set.of(id));
    while (!left.isEmpty()) {
      int next = left.iterator().next();
      left.remove(next);
      if (seen.add(next)) {
        found.addAll(values.getOrDefault(next, Set.of()));
        left.addAll(references.getOrDefault(next, Set.of()));
      }
    }
    return found;
  }
}
