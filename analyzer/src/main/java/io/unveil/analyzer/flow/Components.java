package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.WantedMethods;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Component.IntentFilter;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The components that Android can make: those of the manifest that are, or may be, enabled. */
final class Components {
  /**
   * A component's object.
   *
   * @param object its atom
   * @param type its class
   * @param kind {@code activity}, {@code service}, {@code receiver}, {@code provider}
   * @param filters what of implicit intents it gets
   * @param authorities of a provider
   */
  record Part(
      int object, String type, String kind, List<IntentFilter> filters, List<String> authorities) {
    Part {
      filters = List.copyOf(filters);
      authorities = List.copyOf(authorities);
    }
  }

  private static final WantedMethods ENABLING =
      new WantedMethods(
          Set.of("setComponentEnabledSetting", "setComponentEnabledSettings"), Set.of());

  private final Analysis analysis;
  private final List<Part> parts = new ArrayList<>();

  Components(Analysis analysis) {
    this.analysis = analysis;
  }

  /** {@return all components, in the manifest's order} */
  List<Part> all() {
    return parts;
  }

  boolean hasProviders() {
    return parts.stream().anyMatch(p -> p.kind.equals("provider"));
  }

  void add(int object, String type, Component component) {
    String authorities = component.attributes().get("authorities");
    parts.add(
        new Part(
            object,
            type,
            kind(component),
            component.filters(),
            authorities == null ? List.of() : Arrays.asList(authorities.split(";"))));
  }

  static String kind(Component component) {
    return component.kind() == Component.Kind.ACTIVITY_ALIAS
        ? "activity"
        : component.kind().name().toLowerCase(Locale.ROOT);
  }

  /** {@return the components that may run: disabled ones only where code may enable some} */
  List<Component> startable(Manifest manifest) {
    List<Component> all = manifest.application().components();
    List<Component> enabled =
        all.stream().filter(c -> c.enabled().byApi().containsValue(true)).toList();
    return enabled.size() == all.size() || enables() ? all : enabled;
  }

  private boolean enables() {
    for (DexFile file : analysis.code().files()) {
      try {
        if (file.methodIds(ENABLING).named().length > 0) {
          return true;
        }
      } catch (BadCodeException e) {
        return true;
      }
    }
    return false;
  }
}
