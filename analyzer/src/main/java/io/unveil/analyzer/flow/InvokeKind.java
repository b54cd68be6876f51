package io.unveil.analyzer.flow;

/** How a call names its target. */
enum InvokeKind {
  /** No receiver. */
  STATIC,
  /** Exactly the named method: constructors, private methods, {@code super} calls. */
  DIRECT,
  /** {@code super.m()}: resolved from the superclass of the calling class. */
  SUPER,
  /** By the receiver's class. */
  VIRTUAL
}
