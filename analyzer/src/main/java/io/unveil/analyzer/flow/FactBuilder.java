package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.analyzer.flow.EntryPoints.Entry;
import io.unveil.analyzer.flow.WholeApp.Reached;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns sink hits into flow facts with evidence: steps in order, triggers, destinations,
 * permissions.
 */
final class FactBuilder {
  private static final Set<String> BACKGROUND =
      Set.of("service", "receiver", "provider", "application");

  private final Analysis analysis;
  private final Atoms atoms;
  private final @Nullable Manifest manifest;
  private final Heap global;
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();

  FactBuilder(Analysis analysis, @Nullable Manifest manifest, Heap global, Map<Reached, Hit> hits) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.manifest = manifest;
    this.global = global;
    hits.forEach((reached, hit) -> {
      if (hit instanceof Hit.Sink sink && isOpen(atoms, sink)) {
        addFlows(reached.entry(), sink);
      }
    });
  }

  /** One flow before it becomes a fact: which source data at which place reaches which sink. */
  record FlowKey(String sourceKind, CodePoint source, String sinkKind, CodePoint sink) {}

  private static final class Flow {
    private final Atom.Source source;
    private final Hit.Sink sink;
    private final Set<Entry> entries = new LinkedHashSet<>();
    private final Set<String> texts = new TreeSet<>();

    Flow(Atom.Source source, Hit.Sink sink) {
      this.source = source;
      this.sink = sink;
    }
  }

  /**
   * {@return the flows, sorted by kinds and places}
   *
   * @param confirmed the second opinion on each
   */
  List<FlowFact> facts(Map<Object, String> confirmed) {
    List<FlowFact> facts = new ArrayList<>();
    flows.forEach((key, flow) ->
        facts.add(fact(key, flow, confirmed.getOrDefault(key, "not-checked(unknown)"))));
    facts.sort(
        Comparator.comparing(FlowFact::sourceKind)
            .thenComparing(FlowFact::sinkKind)
            .thenComparing(f -> f.source().method())
            .thenComparingInt(f -> f.source().pc())
            .thenComparing(f -> f.sink().method())
            .thenComparingInt(f -> f.sink().pc()));
    return facts;
  }

  /** {@return whether the sink's receiver is the channel that the sink needs} */
  static boolean isOpen(Atoms atoms, Hit.Sink sink) {
    return sink.channel() == null
        || atoms.stream(sink.receiver())
            .anyMatch(a -> a instanceof Atom.Channel c && c.kind().equals(sink.channel()));
  }

  private void addFlows(Entry entry, Hit.Sink sink) {
    atoms.stream(sink.tainted())
        .forEach(atom -> {
          if (atom instanceof Atom.Source source) {
            FlowKey key = new FlowKey(source.kind(), source.site(), sink.kind(), sink.site());
            Flow flow = flows.computeIfAbsent(key, _ -> new Flow(source, sink));
            flow.entries.add(entry);
            flow.texts.addAll(atoms.texts(sink.destination()));
          }
        });
  }

  /**
   * {@return the methods that decide each flow: those on the way from source and to sink, and the
   * entry points}
   */
  Map<FlowKey, Set<DexMethod>> deciding() {
    Map<FlowKey, Set<DexMethod>> deciding = new LinkedHashMap<>();
    flows.forEach((key, flow) -> {
      Set<DexMethod> methods = new LinkedHashSet<>();
      methods.add(flow.source.site().method());
      flow.source.returns().forEach(p -> methods.add(p.method()));
      flow.sink.chain().forEach(p -> methods.add(p.method()));
      methods.add(flow.sink.site().method());
      flow.entries.forEach(e -> methods.add(e.method()));
      deciding.put(key, methods);
    });
    return deciding;
  }

  private FlowFact fact(FlowKey key, Flow flow, String confirmed) {
    Set<String> permissions = new LinkedHashSet<>();
    if (flow.source.permission() != null) {
      permissions.add(flow.source.permission());
    }
    if (flow.sink.permission() != null) {
      permissions.add(flow.sink.permission());
    }
    List<Step> steps = steps(flow);
    boolean user = flow.entries.stream().allMatch(e -> e.event().equals("user-click"));
    boolean periodic =
        flow.entries.stream().anyMatch(e -> e.periodic() || BACKGROUND.contains(e.componentKind()));
    return new FlowFact(
        key.sourceKind(),
        key.sinkKind(),
        analysis.site(key.source()),
        flow.source.call(),
        analysis.site(key.sink()),
        flow.sink.call(),
        steps,
        triggers(flow.entries),
        periodic,
        user,
        destinations(flow),
        List.copyOf(permissions),
        granted(permissions),
        confirmed,
        analysis.loading().ofAll(steps));
  }

  static List<Trigger> triggers(Set<Entry> entries) {
    return entries.stream().filter(Entry::isKnown).map(FactBuilder::trigger).toList();
  }

  private static Trigger trigger(Entry e) {
    return new Trigger(e.component(), e.componentKind(), e.method().id().toString(), e.event());
  }

  private boolean granted(Set<String> permissions) {
    if (manifest == null) {
      return false;
    }
    for (String permission : permissions) {
      boolean coarse =
          permission.equals("android.permission.ACCESS_FINE_LOCATION")
              && requested("android.permission.ACCESS_COARSE_LOCATION");
      if (!coarse && !requested(permission)) {
        return false;
      }
    }
    return true;
  }

  private boolean requested(String permission) {
    return manifest != null
        && manifest.permissions().stream().anyMatch(p -> p.name().equals(permission));
  }

  private List<Step> steps(Flow flow) {
    List<Step> steps = new ArrayList<>();
    Atom.Source source = flow.source;
    steps.add(new Step("source", analysis.site(source.site()), source.call(), source.detail()));
    addReflection(steps, source.site(), source.call());
    List<CodePoint> returns = inCode(source.returns());
    for (int i = returns.size() - 1; i >= 0; i--) {
      steps.add(new Step("return", analysis.site(returns.get(i)), null, null));
    }
    List<CodePoint> calls = inCode(flow.sink.chain());
    CodePoint outerSource = returns.isEmpty() ? source.site() : returns.getFirst();
    CodePoint outerSink = calls.isEmpty() ? flow.sink.site() : calls.getFirst();
    if (outerSource.method() != outerSink.method()) {
      String cell = cellHolding(source);
      if (cell != null) {
        steps.add(new Step("store", analysis.site(outerSource), cell, null));
        steps.add(new Step("load", analysis.site(outerSink), cell, null));
      }
    }
    for (CodePoint call : calls) {
      steps.add(new Step("call", analysis.site(call), null, null));
    }
    String first = flow.texts.isEmpty() ? null : flow.texts.iterator().next();
    addReflection(steps, flow.sink.site(), flow.sink.call());
    steps.add(new Step("sink", analysis.site(flow.sink.site()), flow.sink.call(), first));
    return steps;
  }

  /** The instruction may call the API through another, such as {@code Method.invoke}. */
  private void addReflection(List<Step> steps, CodePoint site, String call) {
    String written = analysis.invokedAt(site);
    if (written != null && !Models.simpleName(written).equals(Models.simpleName(call))) {
      steps.add(new Step("reflection", analysis.site(site), written, null));
    }
  }

  static List<CodePoint> inCode(List<CodePoint> chain) {
    return chain.stream().filter(p -> p.pc() != CodePoint.ENTRY).toList();
  }

  /** {@return the field or store through which the data passes between entry points, or null} */
  private @Nullable String cellHolding(Atom.Source source) {
    TreeSet<String> cells = new TreeSet<>();
    global.forEach((object, field, value) -> {
      Value held = Stores.isCell(field) ? Closure.of(atoms, global, value, true) : value;
      boolean holds =
          atoms.stream(held)
              .anyMatch(a ->
                  a instanceof Atom.Source s
                      && s.kind().equals(source.kind())
                      && s.site().equals(source.site()));
      if (holds) {
        Atom owner = atoms.get(object);
        cells.add(
            owner instanceof Atom.Allocation a
                ? a.type() + "->" + Analysis.fieldName(field)
                : field);
      }
    });
    return cells.stream()
        .min(
            Comparator.comparing((String c) -> !Stores.isCell(c))
                .thenComparing(c -> c.contains("->["))
                .thenComparing(c -> c))
        .orElse(null);
  }

  private static List<Destination> destinations(Flow flow) {
    List<Destination> destinations = new ArrayList<>();
    for (String text : flow.texts) {
      if (flow.sink.kind().equals("sms-send")) {
        destinations.add(new Destination("phone-number", text, true));
      } else if (text.contains("://")) {
        destinations.add(new Destination("url", text, false));
      } else if (text.matches("[A-Za-z0-9.-]+\\.[A-Za-z]{2,}|\\d{1,3}(\\.\\d{1,3}){3}")) {
        destinations.add(new Destination("host", text, false));
      }
    }
    return destinations;
  }
}
