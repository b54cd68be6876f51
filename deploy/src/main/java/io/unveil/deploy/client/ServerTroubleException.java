package io.unveil.deploy.client;

/** There is no usable answer. The message is one line: what, where, what to do. */
public final class ServerTroubleException extends Exception {
  private static final long serialVersionUID = 1;

  /** With what a person needs to know. */
  public ServerTroubleException(String message) {
    super(message);
  }
}
