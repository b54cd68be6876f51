package io.unveil.deploy.config;

/** A setting that cannot be used. The message is one line: where, which key, what is allowed. */
public final class BadSettingException extends Exception {
  private static final long serialVersionUID = 1L;

  BadSettingException(String message) {
    super(message);
  }
}
