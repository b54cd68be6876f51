package io.unveil.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;

/** The server cannot be started. The message is one line: what, where, what to do. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  private StartException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** {@return for a configuration that cannot be used} */
  public static StartException badConfiguration(String message) {
    return new StartException(ExitCode.USAGE, message);
  }

  /** {@return for a port that another program listens on} */
  public static StartException portInUse(int port) {
    return new StartException(
        ExitCode.INTERNAL,
        "port "
            + port
            + " is in use by another program; stop that one, or choose another with --port (0 = any"
            + " free one)");
  }

  /** {@return for a broker that does not answer} */
  public static StartException brokerUnreachable(String bootstrapServers, String why) {
    return new StartException(
        ExitCode.INTERNAL,
        "the broker at "
            + bootstrapServers
            + " does not answer ("
            + why
            + "); check that it runs and that the address is right");
  }

  /** {@return for a data folder that cannot be used, such as on a full disk} */
  public static StartException data(Path folder, IOException e) {
    String why = Failures.writing(e);
    boolean full = why.contains("No space left on device") || why.contains("Disk quota exceeded");
    return new StartException(
        ExitCode.INTERNAL,
        "data folder "
            + folder
            + ": "
            + (full
                ? "the disk is full; free some space, or choose another folder with --data"
                : why));
  }

  /** {@return for an embedded broker that does not start; its own words say why} */
  public static StartException broker(Path folder, IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left on device")
        ? data(folder, new IOException("No space left on device"))
        : new StartException(ExitCode.INTERNAL, message);
  }

  /** {@return for anything else that has a remedy} */
  public static StartException other(String message) {
    return new StartException(ExitCode.INTERNAL, message);
  }

  /** {@return what the process ends with} */
  public ExitCode exitCode() {
    return exitCode;
  }
}
