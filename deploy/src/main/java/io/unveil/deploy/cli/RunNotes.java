package io.unveil.deploy.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What differs between two runs over the same bytes.
 *
 * @param millisByStage milliseconds by stage, in the order in which stages began; empty when
 *     nothing was begun
 * @param sandbox where the sample was read
 */
record RunNotes(SequencedMap<String, Double> millisByStage, Sandbox sandbox) {
  /** Nothing was begun. */
  static final RunNotes NONE = new RunNotes(new LinkedHashMap<>(), Sandbox.NONE);

  /** Copies the map. */
  RunNotes {
    millisByStage = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(millisByStage));
  }

  /**
   * The layers around the process that read the sample.
   *
   * @param layers names of those that held; none when it was read in this process
   * @param missing those that the system does not have, each as {@code name: reason}
   */
  record Sandbox(List<String> layers, List<String> missing) {
    /** Read in this process. */
    static final Sandbox NONE = new Sandbox(List.of(), List.of());

    /** Copies the lists. */
    Sandbox {
      layers = List.copyOf(layers);
      missing = List.copyOf(missing);
    }
  }
}
