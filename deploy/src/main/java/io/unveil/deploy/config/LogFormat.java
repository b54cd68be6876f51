package io.unveil.deploy.config;

/** How log lines look. */
public enum LogFormat {
  /** For a person. */
  TEXT,
  /** One JSON object in each line, for a collector. */
  JSON
}
