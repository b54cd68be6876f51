package io.unveil.analyzer.flow;

/** Conditions of branches on numbers that are surely known. */
final class Branches {
  private Branches() {}

  /**
   * {@return whether a branch is taken}
   *
   * @param condition 0 eq, 1 ne, 2 lt, 3 ge, 4 gt, 5 le: the order of both {@code if-eq} … and
   *     {@code if_icmpeq} …
   * @param order the comparison of the first with the second operand
   */
  static boolean isTaken(int condition, int order) {
    return switch (condition) {
      case 0 -> order == 0;
      case 1 -> order != 0;
      case 2 -> order < 0;
      case 3 -> order >= 0;
      case 4 -> order > 0;
      default -> order <= 0;
    };
  }
}
