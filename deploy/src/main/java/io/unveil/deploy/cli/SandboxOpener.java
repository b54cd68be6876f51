package io.unveil.deploy.cli;

import io.unveil.unpacker.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Opens scanners whose samples are read in sandboxed processes. */
@FunctionalInterface
public interface SandboxOpener {
  /**
   * A scanner that has processes.
   *
   * @param scanner gives the scanner, the same to all threads
   * @param end ends the processes
   */
  record Opened(Supplier<Scanner> scanner, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /** {@return one whose scanner needs no processes} */
  static Opened none(Supplier<Scanner> scanner) {
    return new Opened(scanner, () -> {});
  }

  /**
   * Opens one and returns at once; processes start beside other work.
   *
   * @param roots files and folders below which the samples lie; nothing else can be read
   * @param limits bounds on the work for one sample
   * @param bytes of all samples together, which tells how many processes are worth their start
   * @param most samples at once
   */
  Opened open(List<Path> roots, Limits limits, long bytes, int most);
}
