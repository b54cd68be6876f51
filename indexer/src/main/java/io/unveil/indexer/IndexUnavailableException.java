package io.unveil.indexer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The index cannot be opened, read or written; the message says in one line what, where and what to
 * do. What was durable stays durable.
 */
public final class IndexUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  IndexUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** {@return what the system said, on one line} */
  static String inOneLine(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return root.getClass().getSimpleName() + ": " + said;
  }
}
