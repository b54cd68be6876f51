package io.unveil.deploy.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which stage a sample is in, and how long each took. Confined to the thread that scans the sample.
 */
public final class StageClock {
  private final SequencedMap<String, Long> nanosByStage = new LinkedHashMap<>();
  private String stage = "unpack";
  private long since = System.nanoTime();

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

  /** Begins again, so that making the scanner is not counted as time of the first sample. */
  void restart() {
    nanosByStage.clear();
    since = System.nanoTime();
  }

  /** {@return the stage that runs} */
  public String stage() {
    return stage;
  }

  /** Ends the last stage. {@return milliseconds by stage, in the order in which stages began} */
  SequencedMap<String, Double> finish() {
    enter(stage);
    SequencedMap<String, Double> millis = new LinkedHashMap<>();
    for (Map.Entry<String, Long> entry : nanosByStage.entrySet()) {
      millis.put(entry.getKey(), Math.round(entry.getValue() / 1e4) / 100.0);
    }
    return millis;
  }
}
