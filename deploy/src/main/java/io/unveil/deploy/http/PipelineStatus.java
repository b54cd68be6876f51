package io.unveil.deploy.http;

import io.unveil.indexer.IndexStatus;
import io.unveil.ingest.stream.StageHealth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How the pipeline is doing. Called often and from several threads; must not block. */
public interface PipelineStatus {
  /** {@return all parts, in the order of a sample's way} */
  List<StageHealth> parts();

  /** {@return records that wait, by stage; empty when that is not known now} */
  Map<String, OptionalLong> lag();

  /** {@return what searches see and a crash leaves of the index; empty where there is none} */
  Optional<IndexStatus> index();

  /** {@return what holds around the processes that read samples} */
  Sandbox sandbox();

  /**
   * The layers of the worker that was started last.
   *
   * @param layers names of those that hold; none when no worker was started, or samples are read in
   *     the server's own process, or in another one
   * @param missing those that the system does not have, each as {@code name: reason}
   */
  record Sandbox(List<String> layers, List<String> missing) {
    /** No worker. */
    public static final Sandbox NONE = new Sandbox(List.of(), List.of());

    /** Copies the lists. */
    public Sandbox {
      layers = List.copyOf(layers);
      missing = List.copyOf(missing);
    }
  }

  /** {@return what was counted since the start, by name} */
  Map<String, Long> counters();
}
