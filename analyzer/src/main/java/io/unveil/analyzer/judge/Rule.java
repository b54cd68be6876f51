package io.unveil.analyzer.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a behaviour is reported.
 *
 * @param code number of the behaviour
 * @param name name of the behaviour
 * @param summary one sentence for the report
 * @param attack MITRE ATT&amp;CK Mobile ids
 * @param proof what must be there
 */
public record Rule(int code, String name, String summary, List<String> attack, Proof proof) {
  /** Copies the list. */
  public Rule {
    attack = List.copyOf(attack);
  }

  /**
   * Exactly one of the two.
   *
   * @param flow a flow between kinds
   * @param fact a fact that code decides
   */
  public record Proof(@Nullable Flow flow, @Nullable FactName fact) {
    /** Insists on exactly one. */
    public Proof {
      if ((flow == null) == (fact == null)) {
        throw new IllegalArgumentException("proof needs exactly one of \"flow\" and \"fact\"");
      }
    }
  }

  /**
   * Any of the sources to any of the sinks.
   *
   * @param sources source kinds
   * @param sinks sink kinds
   * @param when which rhythm; every one when absent
   */
  public record Flow(List<String> sources, List<String> sinks, @Nullable When when) {
    /** Copies the lists and insists on entries. */
    public Flow {
      sources = List.copyOf(sources);
      sinks = List.copyOf(sinks);
      if (sources.isEmpty() || sinks.isEmpty()) {
        throw new IllegalArgumentException("a flow needs at least one source and one sink");
      }
    }
  }

  /** What starts a flow. A flow has exactly one of these. */
  public enum When {
    /** A visible action of the person, and nothing else. */
    USER_ACTION,
    /** An alarm, job, timer, periodic request or background component. */
    PERIODIC,
    /** Once, or the rhythm is unknown. */
    OTHER
  }

  /** Facts that are not flows; each is decided by a class of this package. */
  public enum FactName {
    /** Own launcher activities are disabled and none stays. */
    ICON_REMOVED_AT_RUNTIME,
    /** There is no launcher activity. */
    ICON_NEVER_DECLARED,
    /** Start activities exist, but none that a phone's launcher shows. */
    ICON_ONLY_ON_OTHER_FORM_FACTOR,
    /** Device policy or a device setting hides the app. */
    ICON_HIDDEN_BY_POLICY,
    /** Launcher activities are disabled in the manifest. */
    ICON_DISABLED_IN_MANIFEST,
    /** A receiver of device-administrator events. */
    DEVICE_ADMIN,
    /** A receiver that runs after boot. */
    AUTO_START,
    /** Deviations that mislead tools. */
    ARCHIVE_TAMPERED
  }
}
