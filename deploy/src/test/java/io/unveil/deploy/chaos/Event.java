package io.unveil.deploy.chaos;

import java.util.List;

/** One line of the history. Times are milliseconds since 1970. */
sealed interface Event {
  /** {@return when it happened} */
  long at();

  /** What a sample is for. */
  enum Kind {
    /** An app that every run must report. */
    HEALTHY,
    /**
     * A file that harms its reader or that nobody can read; any result is right, and one it must
     * have.
     */
    HARMFUL,
    /** A sample that ends the process that reads it: it must be parked after three attempts. */
    POISON
  }

  /** The server said 202. */
  record Accepted(long at, String sha256, Kind kind) implements Event {}

  /**
   * A record in the topic of results.
   *
   * @param at its own time
   * @param generation engine, models and rules, such as {@code 3.2.1}
   */
  record Result(
      long at, String sha256, int partition, long offset, String generation, boolean failed)
      implements Event {}

  /**
   * A sample that has a result was submitted once more, after the fleet got a newer edition of the
   * rules.
   *
   * @param rules revision of the rules that its next result must have
   */
  record Again(long at, String sha256, int rules) implements Event {}

  /** A worker was killed while one of its sandboxed workers read this sample. */
  record Held(long at, String sha256) implements Event {}

  /**
   * The first sign that such a sample was delivered again.
   *
   * @param how {@code worker} when another one was seen reading it, else the topic that got a
   *     record about it
   */
  record Taken(long at, String sha256, String how) implements Event {}

  /** A fault, or what followed from it. */
  record Happened(long at, String what) implements Event {}

  /** {@return the line, without its end} */
  default String line() {
    return switch (this) {
      case Accepted a -> String.join("\t", "accepted", at() + "", a.sha256(), a.kind().name());
      case Result r ->
          String.join(
              "\t",
              "result",
              at() + "",
              r.sha256(),
              r.partition() + "",
              r.offset() + "",
              r.generation(),
              r.failed() ? "failed" : "reported");
      case Again a -> String.join("\t", "again", at() + "", a.sha256(), a.rules() + "");
      case Held h -> String.join("\t", "held", at() + "", h.sha256());
      case Taken t -> String.join("\t", "taken", at() + "", t.sha256(), t.how());
      case Happened h -> String.join("\t", "happened", at() + "", h.what());
    };
  }

  /** {@return what a line says} */
  static Event parse(String line) {
    List<String> words = List.of(line.split("\t", -1));
    long at = Long.parseLong(words.get(1));
    return switch (words.getFirst()) {
      case "accepted" -> new Accepted(at, words.get(2), Kind.valueOf(words.get(3)));
      case "result" ->
          new Result(
              at,
              words.get(2),
              Integer.parseInt(words.get(3)),
              Long.parseLong(words.get(4)),
              words.get(5),
              words.get(6).equals("failed"));
      case "again" -> new Again(at, words.get(2), Integer.parseInt(words.get(3)));
      case "held" -> new Held(at, words.get(2));
      case "taken" -> new Taken(at, words.get(2), words.get(3));
      case "happened" -> new Happened(at, words.get(2));
      default -> throw new IllegalArgumentException("no line of a history: " + line);
    };
  }
}
