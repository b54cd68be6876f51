package io.unveil.ingest.stream;

import io.unveil.unpacker.MalformedApkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The work on one sample. A lane calls it and sees nothing inside: it may run here, or in a
 * sandboxed process that is killed at its deadline. Must be safe for several threads at once, and
 * give up soon after its thread is interrupted. Whatever else it throws is a failed attempt, of
 * which there are a few; {@link StageFailedException} tells best what happened.
 *
 * @param <I> what the stage before it said
 * @param <O> what this stage says
 */
@FunctionalInterface
public interface Stage<I, O> {
  /**
   * Does the work.
   *
   * @param apk the sample's bytes, read only
   * @param input result of the stage before
   * @throws MalformedApkException when the file is no APK: an answer, not a defect
   * @throws IOException when reading fails: tried again later
   * @throws InterruptedException when the deadline has passed
   */
  O run(Path apk, I input) throws IOException, MalformedApkException, InterruptedException;

  /**
   * Does the work again within the same delivery, after an attempt that failed: nothing that the
   * attempt before has touched may be used. Parameters and errors are those of {@link #run}.
   */
  default O again(Path apk, I input)
      throws IOException, MalformedApkException, InterruptedException {
    return run(apk, input);
  }

  /**
   * {@return the layers that held around the process that does the work; none when it is this one}
   */
  default List<String> layers() {
    return List.of();
  }
}
