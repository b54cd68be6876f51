package io.unveil.deploy.http;

import org.jspecify.annotations.Nullable;

/** Ends a request with an error. The message is one line for the client. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable Integer position;
  private final int retryAfterSeconds;

  private ApiException(
      int status, String message, @Nullable Integer position, int retryAfterSeconds) {
    super(message, null, false, false);
    this.status = status;
    this.position = position;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static ApiException of(int status, String message) {
    return new ApiException(status, message, null, 0);
  }

  static ApiException badQuery(String message, @Nullable Integer position) {
    return new ApiException(400, message, position, 0);
  }

  static ApiException later(int status, String message, int retryAfterSeconds) {
    return new ApiException(status, message, null, retryAfterSeconds);
  }

  int status() {
    return status;
  }

  /** {@return characters from the start of the query, or null} */
  @Nullable Integer position() {
    return position;
  }

  /** {@return when to come again, 0 for never} */
  int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
