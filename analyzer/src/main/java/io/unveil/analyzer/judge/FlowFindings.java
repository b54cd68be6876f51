package io.unveil.analyzer.judge;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.judge.Rule.When;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.Finding.Confidence;
import io.unveil.analyzer.report.Finding.Evidence;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.manifest.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings of rules whose proof is a flow. */
final class FlowFindings {
  private final AppFacts facts;
  private final Kinds kinds;
  private final CodeWeight weight;

  FlowFindings(AppFacts facts, Kinds kinds, CodeWeight weight) {
    this.weight = weight;
    this.facts = facts;
    this.kinds = kinds;
  }

  /** {@return the finding of {@code rule}, proven or with low confidence, if there is one} */
  Optional<Finding> find(Rule rule, Rule.Flow wanted) {
    List<FlowFact> joined =
        facts.flows().stream()
            .filter(f -> wanted.sources().contains(f.sourceKind()))
            .filter(f -> wanted.sinks().contains(f.sinkKind()))
            .toList();
    List<FlowFact> found =
        joined.stream()
            .filter(f -> wanted.when() == null || wanted.when() == when(f))
            .sorted(
                Comparator.comparing((FlowFact f) -> weight.counts(f))
                    .thenComparing(FlowFindings::firstParty)
                    .thenComparing(FlowFact::permissionsGranted)
                    .thenComparing(this::confidence)
                    .reversed())
            .toList();
    if (!found.isEmpty()) {
      return Optional.of(proven(rule, found));
    }
    boolean rhythmUnknown = wanted.when() == null || wanted.when() == When.OTHER;
    return joined.isEmpty() && rhythmUnknown ? unproven(rule, wanted) : Optional.empty();
  }

  private Finding proven(Rule rule, List<FlowFact> flows) {
    FlowFact best = flows.getFirst();
    return new Finding(
        rule.code(),
        rule.name(),
        confidence(best),
        rule.summary(),
        rule.attack(),
        firstParty(best),
        flows.stream().map(this::evidence).toList());
  }

  private Evidence evidence(FlowFact flow) {
    String statement =
        "%s from %s reaches %s and leaves %s%s%s"
            .formatted(
                capital(data(flow.sourceKind())),
                flow.sourceCall(),
                flow.sinkCall(),
                way(flow.sinkKind()),
                destinations(flow.destinations()),
                CodeWeight.place(flow.loadedBy(), flow.steps()));
    return new Evidence(
        statement,
        flow.steps(),
        flow.source().method(),
        flow.triggers(),
        flow.destinations(),
        flow.permissions(),
        flow.permissionsGranted(),
        flow.confirmed(),
        flow.loadedBy());
  }

  /** Source and sink are both called by app code and permitted; nothing is known of a link. */
  private Optional<Finding> unproven(Rule rule, Rule.Flow wanted) {
    Manifest manifest = facts.apk().manifest();
    if (manifest == null) {
      return Optional.empty();
    }
    return places(wanted.sources(), "source:", manifest)
        .findFirst()
        .flatMap(source ->
            places(wanted.sinks(), "sink:", manifest)
                .findFirst()
                .map(sink -> unproven(rule, source, sink)));
  }

  private Finding unproven(Rule rule, Place source, Place sink) {
    String statement =
        "%s is read by %s, and %s can send %s; that one reaches the other was not proven"
            .formatted(
                capital(data(source.kind)), source.call.call(), sink.call.call(), way(sink.kind));
    List<Step> steps =
        List.of(
            new Step("source", source.call.site(), source.call.call(), null),
            new Step("sink", sink.call.site(), sink.call.call(), null));
    Evidence evidence =
        new Evidence(
            statement,
            steps,
            source.call.site().method(),
            source.call.triggers(),
            List.of(),
            List.of(source.permission, sink.permission),
            true,
            "not-checked(no flow)",
            LoadedBy.ART);
    return new Finding(
        rule.code(),
        rule.name(),
        Confidence.LOW,
        rule.summary(),
        rule.attack(),
        true,
        List.of(evidence));
  }

  private Stream<Place> places(List<String> wanted, String prefix, Manifest manifest) {
    boolean source = prefix.equals("source:");
    return wanted.stream()
        .filter(k -> (source ? facts.sourceCalls() : facts.sinkCalls()).getOrDefault(k, 0) > 0)
        .flatMap(kind ->
            granted(source ? sourcePermissions(kind) : sinkPermissions(kind), manifest).stream()
                .flatMap(permission ->
                    facts.calls().stream()
                        .filter(c -> c.name().equals(prefix + kind))
                        .filter(c -> c.site().library() == null)
                        .filter(c -> c.loadedBy() == LoadedBy.ART)
                        .map(call -> new Place(kind, call, permission))));
  }

  private static Optional<String> granted(List<String> any, Manifest manifest) {
    return any.stream().filter(p -> DataCollection.requests(manifest, p)).findFirst();
  }

  private List<String> sourcePermissions(String kind) {
    return kinds.sources().stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .map(Kinds.Source::anyPermission)
        .orElse(List.of());
  }

  private List<String> sinkPermissions(String kind) {
    return kinds.sinks().stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .map(Kinds.Sink::anyPermission)
        .orElse(List.of());
  }

  private String data(String kind) {
    return kinds.sources().stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .map(Kinds.Source::data)
        .orElse(kind);
  }

  private String way(String kind) {
    return kinds.sinks().stream()
        .filter(s -> s.kind().equals(kind))
        .findFirst()
        .map(Kinds.Sink::way)
        .orElse(kind);
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** Values that may identify a person are left to the field that is redacted. */
  private static String destinations(List<Destination> destinations) {
    return destinations.isEmpty()
        ? ""
        : destinations.stream()
            .map(d -> d.mayIdentifyPerson() ? "a " + d.kind().replace('-', ' ') : d.value())
            .distinct()
            .collect(Collectors.joining(", ", " to ", ""));
  }

  /** Continuous collection stays tracking even when a person once pressed start. */
  private static When when(FlowFact flow) {
    if (flow.periodic()) {
      return When.PERIODIC;
    }
    return flow.userAction() ? When.USER_ACTION : When.OTHER;
  }

  private Confidence confidence(FlowFact flow) {
    boolean sure =
        flow.permissionsGranted()
            && !flow.triggers().isEmpty()
            && !flow.confirmed().equals("disagrees");
    Confidence most = weight.most(flow.loadedBy(), flow.steps());
    return sure || most == Confidence.LOW ? most : Confidence.MEDIUM;
  }

  /** A flow is the app's own as soon as one place on its path is. */
  private static boolean firstParty(FlowFact flow) {
    return Stream.concat(
            Stream.of(flow.source(), flow.sink()), flow.steps().stream().map(Step::site))
        .map(CodeSite::library)
        .anyMatch(library -> library == null);
  }

  private record Place(String kind, CallFact call, String permission) {}
}
