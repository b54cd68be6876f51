package io.unveil.analyzer.flow;

/**
 * Walks the instructions of one method and tells a {@link MethodRun} what happens; knows nothing
 * about meaning.
 */
interface Interpreter {
  /**
   * Runs {@code run.method()} to its fixpoint.
   *
   * @throws NotInterpretable when the code cannot be read or lifted, or takes more than the budget
   *     of one method
   */
  void interpret(MethodRun run) throws NotInterpretable;

  /**
   * The method stays unread; the solver falls back to "arguments flow to result and receiver" and
   * counts it.
   */
  final class NotInterpretable extends Exception {
    private static final long serialVersionUID = 1L;

    NotInterpretable(String reason) {
      super(reason, null, false, false);
    }
  }
}
