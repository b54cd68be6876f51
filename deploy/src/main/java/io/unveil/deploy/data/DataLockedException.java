package io.unveil.deploy.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Another process uses the data folder. */
public final class DataLockedException extends Exception {
  private static final long serialVersionUID = 1;

  DataLockedException(Path folder, @Nullable Long holder) {
    super(
        folder
            + ": in use by "
            + (holder == null ? "another process" : "process " + holder)
            + "; stop that one, or choose another folder with --data");
  }
}
