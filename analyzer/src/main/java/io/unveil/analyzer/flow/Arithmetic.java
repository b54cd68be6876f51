package io.unveil.analyzer.flow;

import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on constants, as Dalvik and the JVM agree on it (JVMS §6.5, {@code iadd} and the
 * like). Floating point is not followed.
 */
enum Arithmetic {
  ADD,
  SUB,
  MUL,
  DIV,
  REM,
  AND,
  OR,
  XOR,
  SHL,
  SHR,
  USHR,
  /** Second minus first. */
  RSUB,
  /** The first, cut to a byte. */
  TO_BYTE,
  /** The first, cut to a char. */
  TO_CHAR,
  /** The first, cut to a short. */
  TO_SHORT,
  /** The first, cut to an int or kept as a long. */
  WIDTH;

  /**
   * {@return the result, or null when the operation throws}
   *
   * @param wide whether operands are longs; a shift distance is an int in both cases
   */
  @Nullable Long of(long a, long b, boolean wide) {
    if ((this == DIV || this == REM) && b == 0) {
      return null;
    }
    long result = wide ? ofLongs(a, b) : ofInts((int) a, (int) b);
    return wide ? result : (long) (int) result;
  }

  private long ofLongs(long a, long b) {
    return switch (this) {
      case ADD -> a + b;
      case SUB -> a - b;
      case RSUB -> b - a;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
      case TO_BYTE -> (byte) a;
      case TO_CHAR -> (char) a;
      case TO_SHORT -> (short) a;
      case WIDTH -> a;
    };
  }

  private long ofInts(int a, int b) {
    return switch (this) {
      case SHL -> a << b;
      case SHR -> a >> b;
      case USHR -> a >>> b;
      case DIV -> a / b;
      case ADD, SUB, RSUB, MUL, REM, AND, OR, XOR, TO_BYTE, TO_CHAR, TO_SHORT, WIDTH ->
          ofLongs(a, b);
    };
  }
}
