package io.unveil.deploy.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which stage a sample is in, and how long each took. Confined to the thread that scans the sample.
 */
public final class StageClock {
  private final SequencedMap<String, Long> nanosByStage = new LinkedHashMap<>();
  private String stage = "unpack";
  private long since = System.nanoTime();
  private RunNotes.Sandbox sandbox = RunNotes.Sandbox.NONE;

  /**
   * Ends the stage that runs and begins another.
   *
   * @param next {@code unpack}, {@code analyze} or {@code judge}
   */
  public void enter(String next) {
    long now = System.nanoTime();
    nanosByStage.merge(stage, now - since, Long::sum);
    stage = next;
    since = now;
  }

  /**
   * Notes that a sandboxed worker reads the sample.
   *
   * @param layers names of the layers that hold
   * @param missing those that the system does not have, each as {@code name: reason}
   */
  public void sandboxed(List<String> layers, List<String> missing) {
    sandbox = new RunNotes.Sandbox(layers, missing);
  }

  /** Begins again, so that making the scanner is not counted as time of the first sample. */
  void restart() {
    nanosByStage.clear();
    since = System.nanoTime();
  }

  /** {@return the stage that runs} */
  public String stage() {
    return stage;
  }

  /** Ends the last stage. {@return how long each took, and where} */
  RunNotes finish() {
    enter(stage);
    SequencedMap<String, Double> millis = new LinkedHashMap<>();
    for (Map.Entry<String, Long> entry : nanosByStage.entrySet()) {
      millis.put(entry.getKey(), Math.round(entry.getValue() / 1e4) / 100.0);
    }
    return new RunNotes(millis, sandbox);
  }
}
