package io.unveil.deploy.cli;

import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Results on standard output, with what it means when they cannot be written. */
final class StandardOutput {
  private StandardOutput() {}

  /** Writes results; every {@code IOException} that it throws is one of writing them. */
  @FunctionalInterface
  interface Body {
    ExitCode write(OutputStream out)
        throws IOException, RefusedException, ServerTroubleException, InterruptedException;
  }

  /** {@return what {@code body} returns, or what a failure to write means} */
  static ExitCode write(Streams streams, Body body)
      throws RefusedException, ServerTroubleException, InterruptedException {
    OutputStream out = new BufferedOutputStream(streams.out());
    try {
      ExitCode code = body.write(out);
      out.flush();
      return code;
    } catch (IOException e) {
      return failed(streams, e);
    }
  }

  private static ExitCode failed(Streams streams, IOException e) {
    // Whoever read our output has seen enough, as `head` does: no message, but the run is not
    // complete.
    if ("Broken pipe".equals(e.getMessage())) {
      return ExitCode.INCOMPLETE;
    }
    streams.complain(
        "cannot write results to standard output: "
            + Failures.writing(e)
            + "; the results are not complete");
    return ExitCode.INTERNAL;
  }
}
