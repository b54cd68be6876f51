package io.unveil.deploy.config;

/** From which weight on something is logged. */
public enum LogLevel {
  /** Everything, with stack traces. */
  DEBUG,
  /** What an operator wants to know. */
  INFO,
  /** What may need attention. */
  WARN,
  /** What needs attention. */
  ERROR
}
