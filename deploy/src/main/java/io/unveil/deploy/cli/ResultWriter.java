package io.unveil.deploy.cli;

import java.io.IOException;

/** One output format of {@code scan}. Called by one thread, results in the order of the inputs. */
interface ResultWriter {
  /** Writes one result. */
  void write(SampleResult result) throws IOException;

  /** Writes what comes after the last result. */
  void finish(Tally tally) throws IOException;
}
