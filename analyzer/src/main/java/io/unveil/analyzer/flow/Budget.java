package io.unveil.analyzer.flow;

/**
 * Bounds of one app's data-flow analysis. They count work, not time, so that results are the same
 * on every machine; the clock is a backstop that no app is known to reach.
 *
 * @param maxWorkUnits instructions interpreted and summary entries applied, all methods together
 * @param maxMethodUnits code units of a method that is entered
 * @param maxVisitsPerBlock how often one block of a method is interpreted before its method is
 *     given up
 * @param maxCallDepth calls entered below an entry point
 * @param maxLiftedMethods methods lifted for the second opinion
 * @param maxRounds rounds over all entry points until what they leave for each other is stable
 * @param maxSeconds after which solving stops, whatever the work; the second opinion has as many
 *     again
 */
public record Budget(
    long maxWorkUnits,
    int maxMethodUnits,
    int maxVisitsPerBlock,
    int maxCallDepth,
    int maxLiftedMethods,
    int maxRounds,
    int maxSeconds) {
  /** What {@code scan} uses. */
  public static final Budget DEFAULT = new Budget(20_000_000, 100_000, 64, 96, 500, 6, 30);
}
