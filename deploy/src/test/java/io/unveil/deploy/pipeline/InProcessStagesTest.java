package io.unveil.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unveil.fixtures.Samples;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.stream.Origin;
import io.unveil.ingest.stream.StageFailedException;
import io.unveil.ingest.stream.Submission;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InProcessStagesTest {
  private static final byte[] APK = Samples.all().getFirst().apk();

  @TempDir private Path folder;

  /** An IOException would say that the disk is away, and the sample would be tried for ever. */
  @Test
  void storedFileIsDamaged_failsTheSample_saysWhatToDo() throws Exception {
    Submission submission = stored();
    Path file = file(submission.sha256());
    byte[] damaged = APK.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);

    assertThatThrownBy(() -> new InProcessStages(Limits.DEFAULT).unpack(file, submission))
        .isInstanceOf(StageFailedException.class)
        .hasMessageContaining("damaged; delete it from the store and submit the sample again")
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void storedFileIsWhole_isUnpacked() throws Exception {
    Submission submission = stored();

    assertThat(
            new InProcessStages(Limits.DEFAULT)
                .unpack(file(submission.sha256()), submission)
                .sha256())
        .isEqualTo(submission.sha256());
  }

  @Test
  void limitsOfTheSettings_holdForTheStages() throws Exception {
    Submission submission = stored();
    Limits small = Limits.DEFAULT.with("max-file-bytes", APK.length - 1);

    MalformedApkException e =
        catchThrowableOfType(
            MalformedApkException.class,
            () -> new InProcessStages(small).unpack(file(submission.sha256()), submission));

    assertThat(e.limit()).isEqualTo(new LimitHit("max-file-bytes", APK.length - 1, ""));
  }

  private Path file(String sha256) throws Exception {
    return LocalApkStore.open(folder, 0).open(sha256).orElseThrow().path();
  }

  private Submission stored() throws Exception {
    var apk = LocalApkStore.open(folder, 0).put(new ByteArrayInputStream(APK), APK.length).apk();
    Origin origin = new Origin(Origin.Kind.CLI, "a.apk");
    return new Submission(
        1, apk.sha256(), apk.sizeInBytes(), origin, apk.firstStored(), Instant.now());
  }
}
