package io.unveil.analyzer.model;

import io.unveil.analyzer.model.Models.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Somebody else's sources and sinks over what we know of how methods move data. */
final class CustomModels {
  private final Models ours;
  private final Models theirs;
  private final Set<String> moving;
  private final Map<String, MethodModel> moves = new HashMap<>();
  private final Map<String, MethodModel> acts = new HashMap<>();
  private final Map<String, OverrideModel> overrides = new LinkedHashMap<>();

  /**
   * @param theirs the models of the file alone
   * @param moving methods of which the file says what they move
   */
  CustomModels(Models ours, Models theirs, Set<String> moving) {
    this.ours = ours;
    this.theirs = theirs;
    this.moving = moving;
  }

  Models merged() {
    addOurMethods();
    theirs.methods().forEach(this::addTheirs);
    addOverrides();
    Map<String, Kind> kinds = new LinkedHashMap<>();
    theirs.kinds().forEach((n, k) -> kinds.put(n, new Kind(n, k.source(), k.source())));
    Map<String, String> fields = new HashMap<>(ours.fieldConstants());
    fields.putAll(theirs.fieldConstants());
    Set<String> opaque = new HashSet<>(ours.opaqueTypes());
    opaque.addAll(theirs.opaqueTypes());
    Set<String> created = new HashSet<>(ours.createdByAndroid());
    created.addAll(theirs.createdByAndroid());
    return new Models(
        kinds,
        moves,
        acts,
        overrides,
        fields,
        theirs.providers(),
        created.stream().sorted().toList(),
        opaque,
        theirs.nativeMethods());
  }

  private void addOurMethods() {
    for (MethodModel model : ours.methods()) {
      moves.put(model.method(), model.movesOnly());
      if (model.provider() != null && !theirs.providers().isEmpty()) {
        acts.put(model.method(), model.providerOnly());
      }
    }
  }

  private void addTheirs(MethodModel model) {
    if (moving.contains(model.method())) {
      moves.put(model.method(), model.movesOnly());
    }
    if (model.acts()) {
      acts.put(model.method(), model);
    }
  }

  private void addOverrides() {
    for (OverrideModel model : ours.overrides()) {
      overrides.put(model.method(), model.withSource(null));
    }
    for (OverrideModel model : theirs.overrides()) {
      OverrideModel known = overrides.get(model.method());
      boolean keep = known != null && model.flows().isEmpty();
      overrides.put(
          model.method(), keep ? Objects.requireNonNull(known).withSource(model.source()) : model);
    }
  }
}
