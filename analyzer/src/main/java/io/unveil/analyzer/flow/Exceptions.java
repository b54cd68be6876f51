package io.unveil.analyzer.flow;

import org.jspecify.annotations.Nullable;

/** Which handlers an exception reaches. */
final class Exceptions {
  private static final String THROWABLE = "Ljava/lang/Throwable;";

  private Exceptions() {}

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
