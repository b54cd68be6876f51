package io.unveil.analyzer.graph;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hierarchy upside down: which types name a type as superclass or interface, for all classes of
 * the app and for those of the platform that are above one of them. Built once; one edge per name
 * in the class definitions.
 */
final class Subtypes {
  /** Names in all lists that are kept together; further lists are worked out anew each time. */
  private static final int MAX_KEPT = 1 << 20;

  private final ClassHierarchy hierarchy;
  private final Map<String, List<String>> direct = new HashMap<>();
  private final Map<String, List<String>> kept = new HashMap<>();
  private long keptNames;

  private Subtypes(ClassHierarchy hierarchy) {
    this.hierarchy = hierarchy;
  }

  static Subtypes of(DexCode code, ClassHierarchy hierarchy) {
    Subtypes index = new Subtypes(hierarchy);
    Set<String> seen = HashSet.newHashSet(code.classCount());
    List<String> platform = new ArrayList<>();
    for (DexFile file : code.files()) {
      for (DexClass defined : file.classes()) {
        index.addDefined(defined, seen, platform);
      }
    }
    for (int i = 0; i < platform.size(); i++) {
      String type = platform.get(i);
      if (seen.add(type)) {
        index.addEdges(type, hierarchy.namedAbove(type), platform);
      }
    }
    return index;
  }

  private void addDefined(DexClass defined, Set<String> seen, List<String> toVisit) {
    try {
      String descriptor = defined.descriptor();
      if (seen.add(descriptor)) {
        addEdges(descriptor, hierarchy.namedAbove(descriptor), toVisit);
      }
    } catch (BadCodeException e) {
      // A class without a readable name cannot be named by others; DexCode.failures() reports it.
    }
  }

  private void addEdges(String type, Collection<String> above, List<String> toVisit) {
    for (String named : above) {
      direct.computeIfAbsent(named, key -> new ArrayList<>(2)).add(type);
      toVisit.add(named);
    }
  }

  /** {@return the app classes below {@code descriptor}, nearest first} */
  List<String> of(String descriptor) {
    List<String> known = kept.get(descriptor);
    if (known == null) {
      known = search(descriptor);
      keptNames += known.size();
      if (keptNames <= MAX_KEPT) {
        kept.put(descriptor, known);
      }
    }
    return known;
  }

  private List<String> search(String descriptor) {
    Set<String> seen = new LinkedHashSet<>();
    seen.add(descriptor);
    List<String> toVisit = new ArrayList<>(seen);
    for (int i = 0; i < toVisit.size(); i++) {
      for (String below : direct.getOrDefault(toVisit.get(i), List.of())) {
        if (seen.add(below)) {
          toVisit.add(below);
        }
      }
    }
    seen.remove(descriptor);
    return seen.stream().filter(hierarchy::isAppClass).toList();
  }
}
