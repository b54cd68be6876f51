package io.unveil.analyzer.judge;

import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.unpacker.anomaly.Anomaly;
import java.util.List;

/**
 * What findings mean, as data. See {@code docs/rules.md}.
 *
 * @param hiding codes that hide the app from the person who holds the device
 * @param activeHiding the ones among them that code does on purpose, at run time
 * @param collection codes that take private data off the device
 * @param userDriven codes of flows that the person starts; they count like unproven collection
 * @param evasion codes that, with unproven collection, make an app suspicious
 * @param misleading anomalies that mislead tools while Android accepts them
 * @param collectingPermissions permissions that, with active hiding, make an app suspicious without
 *     any flow
 * @param strength how samples are ordered within a verdict
 */
public record Policy(
    List<Integer> hiding,
    List<Integer> activeHiding,
    List<Integer> collection,
    List<Integer> userDriven,
    List<Integer> evasion,
    List<Anomaly> misleading,
    List<String> collectingPermissions,
    List<Axis> strength) {
  /** Copies the lists. */
  public Policy {
    hiding = List.copyOf(hiding);
    activeHiding = List.copyOf(activeHiding);
    collection = List.copyOf(collection);
    userDriven = List.copyOf(userDriven);
    evasion = List.copyOf(evasion);
    misleading = List.copyOf(misleading);
    collectingPermissions = List.copyOf(collectingPermissions);
    strength = List.copyOf(strength);
  }

  /**
   * One axis of strength.
   *
   * @param axis name
   * @param most most points this axis gives
   * @param points what gives points; per entry the surest finding counts once
   */
  public record Axis(String axis, int most, List<Points> points) {
    /** Copies the list. */
    public Axis {
      points = List.copyOf(points);
    }
  }

  /**
   * @param codes codes of one kind of data or means
   * @param high points for a proven finding
   * @param medium points when one value did not resolve
   * @param low points when the link is not proven
   */
  public record Points(List<Integer> codes, int high, int medium, int low) {
    /** Copies the list. */
    public Points {
      codes = List.copyOf(codes);
    }

    int of(Confidence confidence) {
      return switch (confidence) {
        case HIGH -> high;
        case MEDIUM -> medium;
        case LOW -> low;
      };
    }
  }
}
