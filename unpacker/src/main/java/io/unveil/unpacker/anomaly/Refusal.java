package io.unveil.unpacker.anomaly;

/**
 * A rule by which Android does not install an archive, with the API levels that have the rule.
 *
 * @param reason one sentence: what, where, both values
 * @param fromApi first API level that refuses
 * @param toApi last API level that refuses
 */
public record Refusal(String reason, int fromApi, int toApi) {
  /** Oldest API level that is looked at: Android 5.0, the first with ART alone. */
  public static final int OLDEST_API = 21;

  /** Newest API level that is looked at: Android 16. */
  public static final int NEWEST_API = 36;

  /** Last API level of a rule that has no end. */
  public static final int EVERY_API = Integer.MAX_VALUE;

  /** {@return a rule of all API levels} */
  public static Refusal always(String reason) {
    return new Refusal(reason, 1, EVERY_API);
  }

  /** {@return whether the rule holds on every Android that is looked at} */
  public boolean isAlways() {
    return fromApi <= OLDEST_API && toApi >= NEWEST_API;
  }

  /** {@return whether the rule holds on Android {@code api}} */
  public boolean holdsAt(int api) {
    return fromApi <= api && api <= toApi;
  }
}
