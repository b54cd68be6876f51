package io.unveil.unpacker.dex;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What of some DEX files could not be read, and the bounds that were the reason. Keeps the first
 * ones and counts the rest.
 */
final class DexUnread {
  private static final int MAX_FAILURES = 1_000;
  private static final int MAX_LIMIT_HITS = 200;

  private final Limits limits;
  private final List<String> failures = new ArrayList<>();
  private final List<LimitHit> hits = new ArrayList<>();
  private int leftOut;

  DexUnread(Limits limits) {
    this.limits = limits;
  }

  /** Something of {@code file} was not read. */
  void because(String file, String reason) {
    if (failures.size() < MAX_FAILURES) {
      failures.add(file + ": " + reason);
    } else {
      leftOut++;
    }
  }

  /** Something of {@code file} was not read because the bound {@code limit} was hit. */
  void limit(String limit, String file, String reason) {
    LimitHit hit = limits.hit(limit, file);
    if (hits.size() < MAX_LIMIT_HITS && !hits.contains(hit)) {
      hits.add(hit);
    }
    because(file, reason + " (limit " + limit + ")");
  }

  /** {@return the same without what concerns {@code files}} */
  DexUnread without(Collection<DexFile> files) {
    DexUnread rest = new DexUnread(limits);
    failures.stream()
        .filter(f -> files.stream().noneMatch(file -> f.startsWith(file.name() + ": ")))
        .forEach(rest.failures::add);
    hits.stream()
        .filter(h -> files.stream().noneMatch(file -> h.where().equals(file.name())))
        .forEach(rest.hits::add);
    rest.leftOut = leftOut;
    return rest;
  }

  /** {@return one sentence each, the last one the number of those left out} */
  List<String> failures() {
    List<String> all = new ArrayList<>(failures);
    if (leftOut > 0) {
      all.add("%d further failures".formatted(leftOut));
    }
    return all;
  }

  /** {@return the bounds that were hit, each once for one file} */
  List<LimitHit> limits() {
    return List.copyOf(hits);
  }
}
