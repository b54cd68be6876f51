package io.unveil.deploy.chaos;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A volume in memory that can be made full and roomy again. */
final class Disk {
  private static final long MIB = 1 << 20;

  private final Path folder;
  private final long mebibytes;

  private Disk(Path folder, long mebibytes) {
    this.folder = folder;
    this.mebibytes = mebibytes;
  }

  /** {@return a volume at a new folder; empty where the system does not let us mount one} */
  static Optional<Disk> mount(Path folder, long mebibytes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int status =
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "unveil", folder.toString());
    return status == 0 ? Optional.of(new Disk(folder, mebibytes)) : Optional.empty();
  }

  /** Leaves room for next to nothing. */
  void fill() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(folder);
    long used = store.getTotalSpace() - store.getUnallocatedSpace();
    resize("size=" + (used + MIB / 16) / 1024 + "k");
  }

  /** Gives the room back. */
  void empty() throws IOException, InterruptedException {
    resize("size=" + mebibytes + "m");
  }

  private void resize(String size) throws IOException, InterruptedException {
    if (run("mount", "-o", "remount," + size, folder.toString()) != 0) {
      throw new IOException("cannot change the size of the volume at " + folder);
    }
  }

  /** Takes it away. */
  void unmount() throws IOException, InterruptedException {
    run("umount", "--lazy", folder.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("does not end: " + String.join(" ", command));
    }
    return process.exitValue();
  }
}
