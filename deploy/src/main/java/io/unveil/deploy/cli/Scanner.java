package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.sandbox.WorkerFailedException;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Path;

/** The stages from a file to its report. Used by several threads at once. */
public interface Scanner {
  /**
   * Scans one file.
   *
   * @param file an existing regular file
   * @param limits bounds on the work; less when the heap has no room for it
   * @param clock told of each stage that begins
   * @return the report
   * @throws IOException when the file cannot be read
   * @throws MalformedApkException when it is no APK, not even for Android's tolerant readers
   * @throws WorkerFailedException when the process that read it did not answer
   * @throws InterruptedException when this thread is interrupted
   */
  ScanReport scan(Path file, Limits limits, StageClock clock)
      throws IOException, MalformedApkException, WorkerFailedException, InterruptedException;
}
