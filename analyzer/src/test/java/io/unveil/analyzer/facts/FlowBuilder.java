package io.unveil.analyzer.facts;

import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.List;

/**
 * Builds flows by hand: proven, granted, reached from a service, in app code, unless told
 * otherwise.
 */
public final class FlowBuilder {
  private final String source;
  private final String sink;
  private CodeSite sourceSite = AppFactsBuilder.site("Reader;->read()V");
  private CodeSite sinkSite = AppFactsBuilder.site("Sender;->send()V");
  private List<Step> between = List.of();
  private List<Trigger> triggers =
      List.of(
          new Trigger(
              "com.example.app.Sync",
              "service",
              "Lcom/example/app/Sync;->onCreate()V",
              "lifecycle"));
  private boolean periodic;
  private boolean userAction;
  private List<Destination> destinations =
      List.of(new Destination("host", "collect.example.org", false));
  private boolean granted = true;
  private String confirmed = "confirmed";
  private LoadedBy loadedBy = LoadedBy.ART;

  private FlowBuilder(String source, String sink) {
    this.source = source;
    this.sink = sink;
  }

  public static FlowBuilder flow(String source, String sink) {
    return new FlowBuilder(source, sink);
  }

  public FlowBuilder inLibrary() {
    sourceSite = AppFactsBuilder.librarySite("Reader;->read()V");
    sinkSite = AppFactsBuilder.librarySite("Sender;->send()V");
    return this;
  }

  public FlowBuilder through(CodeSite site) {
    between = List.of(new Step("call", site, null, null));
    return this;
  }

  public FlowBuilder periodic() {
    periodic = true;
    return this;
  }

  public FlowBuilder userAction() {
    userAction = true;
    triggers =
        List.of(
            new Trigger(
                "com.example.app.Main",
                "activity",
                "Lcom/example/app/Main;->onClick()V",
                "user-click"));
    return this;
  }

  public FlowBuilder notGranted() {
    granted = false;
    return this;
  }

  public FlowBuilder withoutTriggers() {
    triggers = List.of();
    return this;
  }

  public FlowBuilder withoutDestination() {
    destinations = List.of();
    return this;
  }

  public FlowBuilder to(String kind, String value, boolean mayIdentifyPerson) {
    destinations = List.of(new Destination(kind, value, mayIdentifyPerson));
    return this;
  }

  public FlowBuilder confirmed(String value) {
    confirmed = value;
    return this;
  }

  /** All of it is in a DEX file of this name. */
  public FlowBuilder in(String dex, LoadedBy loadedBy) {
    this.loadedBy = loadedBy;
    sourceSite = elsewhere(sourceSite, dex);
    sinkSite = elsewhere(sinkSite, dex);
    return this;
  }

  private static CodeSite elsewhere(CodeSite site, String dex) {
    return new CodeSite(dex, site.method(), site.pc(), site.line(), site.library());
  }

  public FlowFact build() {
    List<Step> steps = new java.util.ArrayList<>();
    steps.add(new Step("source", sourceSite, "L" + source + ";->get()V", null));
    steps.addAll(between);
    steps.add(new Step("sink", sinkSite, "L" + sink + ";->put()V", "collect.example.org"));
    return new FlowFact(
        source,
        sink,
        sourceSite,
        "L" + source + ";->get()V",
        sinkSite,
        "L" + sink + ";->put()V",
        steps,
        triggers,
        periodic,
        userAction,
        destinations,
        List.of("android.permission.INTERNET"),
        granted,
        confirmed,
        loadedBy);
  }
}
