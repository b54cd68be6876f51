package io.unveil.deploy.config;

/** Where the name of a bucket stands. */
public enum S3Addressing {
  /** In the path where an endpoint is given, in the host's name else. */
  AUTO,
  /** In the path. */
  PATH,
  /** In the host's name. */
  HOST
}
