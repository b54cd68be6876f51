package io.unveil.deploy.chaos;

import io.unveil.deploy.chaos.Event.Accepted;
import io.unveil.deploy.chaos.Event.Kind;
import io.unveil.deploy.chaos.Event.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what a run did wrong, from its history and from what stands in the index at the end. */
final class Checker {
  private static final int ATTEMPTS = 3;

  /**
   * A document of the index.
   *
   * @param state {@code pending}, {@code reported} or {@code failed}
   */
  record Document(String sha256, String state) {}

  /**
   * The last failure record of a sample.
   *
   * @param attempts within the last delivery
   * @param limit what was hit, or empty
   * @param reason one sentence
   */
  record Failure(int attempts, String limit, String reason) {
    /** {@return whether the broker parked it, because delivery after delivery was cut off} */
    boolean deadLetter() {
      return limit.equals("deliveries");
    }
  }

  /**
   * What stands at the end.
   *
   * @param documents all of the index, in any order
   * @param failures of each sample in the topic of failures, the last record
   */
  record End(List<Document> documents, Map<String, Failure> failures) {
    /** Copies both. */
    End {
      documents = List.copyOf(documents);
      failures = Map.copyOf(failures);
    }
  }

  /** What was found; each list names samples by their SHA-256. */
  record Verdict(
      int submitted,
      int reported,
      List<String> lost,
      List<String> duplicated,
      List<String> late,
      List<String> healthyParked,
      List<String> olderOverNewer,
      List<String> poisonNotParked,
      List<String> notRejudged,
      int poison,
      int deadLetters,
      int rejudged,
      int repeatedRecords) {
    /** {@return whether every promise was kept} */
    boolean kept() {
      return lost.isEmpty()
          && duplicated.isEmpty()
          && late.isEmpty()
          && healthyParked.isEmpty()
          && olderOverNewer.isEmpty()
          && poisonNotParked.isEmpty()
          && notRejudged.isEmpty();
    }
  }

  private final Map<String, Accepted> accepted = new LinkedHashMap<>();
  private final Map<String, Integer> again = new LinkedHashMap<>();
  private final Map<String, List<Result>> results = new HashMap<>();
  private final Map<String, List<Document>> documents = new TreeMap<>();
  private final Map<String, Failure> failures;
  private final long limit;

  private Checker(List<Event> history, End end, long limit) {
    this.limit = limit;
    this.failures = end.failures();
    Set<List<Object>> seen = new HashSet<>();
    for (Event event : history) {
      switch (event) {
        case Accepted a -> accepted.putIfAbsent(a.sha256(), a);
        case Result r -> {
          // Who reads a topic again after a broken connection sees the same record again.
          if (seen.add(List.of(r.partition(), r.offset()))) {
            results.computeIfAbsent(r.sha256(), _ -> new ArrayList<>()).add(r);
          }
        }
        case Event.Again a -> again.merge(a.sha256(), a.rules(), Math::max);
        case Event.Held _, Event.Taken _, Event.Happened _ -> {}
      }
    }
    results
        .values()
        .forEach(all ->
            all.sort(Comparator.comparingInt(Result::partition).thenComparingLong(Result::offset)));
    end.documents()
        .forEach(d -> documents.computeIfAbsent(d.sha256(), _ -> new ArrayList<>()).add(d));
  }

  /**
   * {@return what was wrong}
   *
   * @param limit the time after which a first result is late, in ms since 1970
   */
  static Verdict check(List<Event> history, End end, long limit) {
    return new Checker(history, end, limit).verdict();
  }

  private Verdict verdict() {
    int repeated = results.values().stream().mapToInt(all -> all.size() - 1).sum();
    return new Verdict(
        accepted.size(),
        (int) accepted.keySet().stream().filter(sha -> !lost(sha)).count(),
        accepted.keySet().stream().filter(this::lost).toList(),
        duplicated(),
        accepted.keySet().stream().filter(this::late).toList(),
        ofKind(Kind.HEALTHY).stream().filter(this::parked).toList(),
        results.keySet().stream().filter(this::olderOverNewer).sorted().toList(),
        ofKind(Kind.POISON).stream().filter(sha -> !parkedAfterAllAttempts(sha)).toList(),
        again.keySet().stream().filter(sha -> !rejudged(sha)).toList(),
        ofKind(Kind.POISON).size(),
        (int) ofKind(Kind.POISON).stream().filter(this::deadLetter).count(),
        again.size(),
        repeated);
  }

  /** Without a record in the topic of results, or without a result in the index. */
  private boolean lost(String sha256) {
    return !results.containsKey(sha256)
        || documents.getOrDefault(sha256, List.of()).stream()
            .allMatch(document -> document.state().equals("pending"));
  }

  /** More than one document for a sample, or a sample that nobody submitted. */
  private List<String> duplicated() {
    Set<String> known = new HashSet<>(documents.keySet());
    known.addAll(results.keySet());
    return known.stream()
        .filter(
            sha -> documents.getOrDefault(sha, List.of()).size() > 1 || !accepted.containsKey(sha))
        .sorted()
        .toList();
  }

  private boolean late(String sha256) {
    return results.getOrDefault(sha256, List.of()).stream().mapToLong(Result::at).min().stream()
        .noneMatch(first -> first <= limit);
  }

  private List<String> ofKind(Kind kind) {
    return accepted.values().stream().filter(a -> a.kind() == kind).map(Accepted::sha256).toList();
  }

  /** Failed where it counts: in the last record, or in the index. */
  private boolean parked(String sha256) {
    List<Result> all = results.getOrDefault(sha256, List.of());
    return (!all.isEmpty() && all.getLast().failed()) || inIndex(sha256, "failed");
  }

  /** Or by the broker, when no delivery lasted until the last attempt. */
  private boolean parkedAfterAllAttempts(String sha256) {
    Failure failure = failures.get(sha256);
    return inIndex(sha256, "failed")
        && failure != null
        && (failure.attempts() == ATTEMPTS || failure.deadLetter());
  }

  /** The last record is by the edition for which it was submitted again, or by a later one. */
  private boolean rejudged(String sha256) {
    List<Result> all = results.getOrDefault(sha256, List.of());
    return !all.isEmpty() && rules(all.getLast()) >= again.getOrDefault(sha256, 0);
  }

  private static int rules(Result result) {
    String generation = result.generation();
    return Integer.parseInt(generation.substring(generation.lastIndexOf('.') + 1));
  }

  private boolean deadLetter(String sha256) {
    Failure failure = failures.get(sha256);
    return failure != null && failure.deadLetter();
  }

  /** A record that must not replace an earlier one does, or the index kept a lesser one. */
  private boolean olderOverNewer(String sha256) {
    List<Result> all = results.getOrDefault(sha256, List.of());
    for (int i = 1; i < all.size(); i++) {
      if (RANK.compare(all.get(i), all.get(i - 1)) < 0) {
        return true;
      }
    }
    boolean reported = !all.isEmpty() && !all.stream().max(RANK).orElseThrow().failed();
    return reported && inIndex(sha256, "failed");
  }

  private boolean inIndex(String sha256, String state) {
    return documents.getOrDefault(sha256, List.of()).stream()
        .anyMatch(document -> document.state().equals(state));
  }

  /** The higher generation counts, and within one a report before a failure. */
  private static final Comparator<Result> RANK =
      Comparator.comparing(Checker::generation).thenComparing(result -> !result.failed());

  /** {@return a text that sorts as the numbers do} */
  private static String generation(Result result) {
    StringBuilder sortable = new StringBuilder();
    for (String number : result.generation().split("\\.", -1)) {
      sortable.append("%09d.".formatted(Integer.parseInt(number)));
    }
    return sortable.toString();
  }
}
