package io.unveil.analyzer.facts;

import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.List;

/**
 * Data of one kind reaches a sink of one kind.
 *
 * @param sourceKind kind of the models, such as {@code sms-store}
 * @param sinkKind kind of the models, such as {@code network}
 * @param source the source call
 * @param sourceCall the source API, {@code Lowner;->name(args)result}, or the callback whose
 *     parameter is the source
 * @param sink the sink call
 * @param sinkCall the sink API
 * @param steps from source to sink in order; the first is {@code source}, the last is {@code sink}
 * @param triggers how the code is reached; empty when no entry point is known
 * @param periodic true when the flow starts from an alarm, job, worker, timer, periodic location
 *     request or background component
 * @param userAction true when the only triggers are actions of the person on a visible screen
 * @param destinations where the data goes, as far as resolved
 * @param permissions permissions that the source or sink needs, in order
 * @param permissionsGranted whether the manifest requests all of them
 * @param confirmed whether the second interpreter finds the same flow: {@code confirmed}, {@code
 *     disagrees}, {@code not-checked(reason)}
 * @param loadedBy who must load code for this to happen: the least likely of the DEX files that the
 *     steps lie in
 */
public record FlowFact(
    String sourceKind,
    String sinkKind,
    CodeSite source,
    String sourceCall,
    CodeSite sink,
    String sinkCall,
    List<Step> steps,
    List<Trigger> triggers,
    boolean periodic,
    boolean userAction,
    List<Destination> destinations,
    List<String> permissions,
    boolean permissionsGranted,
    String confirmed,
    LoadedBy loadedBy) {
  /** Copies the lists. */
  public FlowFact {
    steps = List.copyOf(steps);
    triggers = List.copyOf(triggers);
    destinations = List.copyOf(destinations);
    permissions = List.copyOf(permissions);
  }
}
