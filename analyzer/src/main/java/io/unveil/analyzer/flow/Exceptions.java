package io.unveil.analyzer.flow;

import org.jspecify.annotations.Nullable;

/** Which handlers an exception reaches. */
final class Exceptions {
  private static final String THROWABLE = "Ljava/lang/Throwable;";
  private static final String ERROR = "Ljava/lang/Error;";
  private static final String RUNTIME = "Ljava/lang/RuntimeException;";

  /** What an instruction may throw by itself, beside what a called method throws. */
  enum Own {
    /** Nothing. */
    NOTHING,
    /** Errors of linking and memory only: constants, static fields, {@code new}. */
    ERRORS,
    /** Also unchecked exceptions: array accesses, fields of objects, casts, divisions. */
    UNCHECKED,
    /** Anything: calls and {@code throw}. */
    ANY
  }

  private Exceptions() {}

  /** {@return whether a handler for {@code type} (null for all) may get what {@code own} says} */
  static boolean mayReach(Analysis analysis, Own own, @Nullable String type) {
    if (own == Own.NOTHING || own == Own.ANY || type == null || type.equals(THROWABLE)) {
      return own != Own.NOTHING;
    }
    if (analysis.hierarchy().isSubtype(type, ERROR) || !isWhole(analysis, type)) {
      return true;
    }
    return own == Own.UNCHECKED
        && (analysis.hierarchy().isSubtype(type, RUNTIME)
            || analysis.hierarchy().isSubtype(RUNTIME, type));
  }

  /**
   * {@return whether a handler for {@code type} (null for all) surely catches {@code exception}}
   */
  static boolean isCaught(Analysis analysis, Atom exception, @Nullable String type) {
    return type == null
        || type.equals(THROWABLE)
        || (exception instanceof Atom.Allocation made
            && analysis.hierarchy().isSubtype(made.type(), type));
  }

  /** {@return whether a handler for {@code type} (null for all) surely lets it pass} */
  static boolean passes(Analysis analysis, Atom exception, @Nullable String type) {
    return !isCaught(analysis, exception, type)
        && exception instanceof Atom.Allocation made
        && isWhole(analysis, made.type());
  }

  /** Whether everything above the class is known. */
  private static boolean isWhole(Analysis analysis, String type) {
    return !analysis.hierarchy().isMissing(type)
        && analysis.hierarchy().supertypes(type).stream()
            .noneMatch(analysis.hierarchy()::isMissing);
  }
}
