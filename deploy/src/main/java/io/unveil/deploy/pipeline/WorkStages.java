package io.unveil.deploy.pipeline;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.ingest.stream.Priority;
import io.unveil.ingest.stream.Stage;
import io.unveil.ingest.stream.Submission;
import io.unveil.unpacker.UnpackedApk;

/** The work of the lanes. */
interface WorkStages {
  /** {@return what lanes of this priority unpack with} */
  Stage<Submission, UnpackedApk> unpacking(Priority priority);

  /** {@return what lanes of this priority analyse with} */
  Stage<UnpackedApk, AppFacts> analyzing(Priority priority);
}
