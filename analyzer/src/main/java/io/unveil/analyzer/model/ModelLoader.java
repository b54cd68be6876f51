package io.unveil.analyzer.model;

import io.unveil.analyzer.model.MethodModel.Flow;
import io.unveil.analyzer.model.Models.Kind;
import io.unveil.analyzer.model.Models.ProviderKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads model files strictly: an unknown key, kind or port, a method modelled twice, or a missing
 * field is an error that names file, place and what was probably meant.
 */
public final class ModelLoader {
  private static final List<String> BUNDLED =
      List.of(
          "kinds.json",
          "providers.json",
          "android.json",
          "components.json",
          "java.json",
          "network.json",
          "stores.json",
          "data.json",
          "async.json");

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<String> declared = new HashSet<>();
  private final Map<String, MethodModel> methods = new LinkedHashMap<>();
  private final Map<String, OverrideModel> overrides = new LinkedHashMap<>();
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, ProviderKind> providers = new HashMap<>();
  private final List<String> createdByAndroid = new ArrayList<>();
  private final Set<String> opaqueTypes = new HashSet<>();
  private Models.@Nullable NativeMethods nativeMethods;
  private final Set<String> moving = new HashSet<>();

  /** An empty loader; files that declare kinds come first. */
  public ModelLoader() {}

  /** {@return the models that come with the program} */
  public static Models bundled() {
    return Bundled.MODELS;
  }

  private static final class Bundled {
    static final Models MODELS = loadBundled();

    private static Models loadBundled() {
      try {
        return withBundled().models();
      } catch (BadDataException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** {@return a loader that has read the files that come with the program} */
  static ModelLoader withBundled() throws BadDataException {
    ModelLoader loader = new ModelLoader();
    for (String name : BUNDLED) {
      try (InputStream in =
          ModelLoader.class.getResourceAsStream("/io/unveil/analyzer/models/" + name)) {
        if (in == null) {
          throw new IllegalStateException("models/" + name + " is not in the program");
        }
        loader.add("models/" + name, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return loader;
  }

  /** {@return what was added so far} */
  public Models models() {
    return new Models(
        kinds,
        methods,
        null,
        overrides,
        fields,
        providers,
        createdByAndroid,
        opaqueTypes,
        nativeMethods);
  }

  /**
   * {@return the bundled models with the sources, sinks and catalogued calls of one file in place
   * of theirs} What methods move stays known; where the file says it of a method, the file counts.
   * All source kinds are solved. The file may use bundled kinds without declaring them. Queries of
   * content providers are sources when the file lists {@code providers}.
   *
   * @param fileName name for messages
   * @param json the file's content
   * @throws BadDataException when it is not exactly a model file
   */
  public static Models custom(String fileName, byte[] json) throws BadDataException {
    ModelLoader loader = new ModelLoader();
    loader.kinds.putAll(bundled().kinds());
    return new CustomModels(bundled(), loader.add(fileName, json).models(), loader.moving).merged();
  }

  /**
   * Adds one file.
   *
   * @param fileName name for messages
   * @param json its content
   * @throws BadDataException when it is not exactly a model file
   */
  public ModelLoader add(String fileName, byte[] json) throws BadDataException {
    ModelFile file = StrictJson.read(fileName, json, ModelFile.class);
    addKinds(fileName, listed(file.kinds()));
    addProviders(fileName, listed(file.providers()));
    addFields(fileName, listed(file.fields()));
    List<ModelFile.Method> methodList = listed(file.methods());
    for (int i = 0; i < methodList.size(); i++) {
      addMethod(new Place(fileName, "/methods/" + i), methodList.get(i));
    }
    List<ModelFile.Overridden> overrideList = listed(file.overrides());
    for (int i = 0; i < overrideList.size(); i++) {
      addOverride(new Place(fileName, "/overrides/" + i), overrideList.get(i));
    }
    createdByAndroid.addAll(listed(file.createdByAndroid()));
    opaqueTypes.addAll(listed(file.opaqueTypes()));
    addNativeMethods(new Place(fileName, "/nativeMethods"), file.nativeMethods());
    return this;
  }

  private void addNativeMethods(Place place, ModelFile.@Nullable NativeMethods found)
      throws BadDataException {
    if (found != null) {
      String source = found.source();
      String sink = found.sink();
      nativeMethods =
          new Models.NativeMethods(
              source == null ? null : sourceKind(place.at("source"), source),
              sink == null ? null : sinkKind(place.at("sink"), sink));
    }
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private record Place(String file, String pointer) {
    Place at(String below) {
      return new Place(file, pointer + "/" + below);
    }

    BadDataException error(String reason) {
      return new BadDataException(file, pointer, reason);
    }
  }

  private void addKinds(String file, List<ModelFile.Kind> list) throws BadDataException {
    for (int i = 0; i < list.size(); i++) {
      ModelFile.Kind k = list.get(i);
      Place place = new Place(file, "/kinds/" + i);
      boolean source = k.role().equals("source");
      if (!source && !k.role().equals("sink")) {
        throw place.at("role").error("\"" + k.role() + "\" is neither \"source\" nor \"sink\"");
      }
      String tier = k.tier();
      if (source != (tier != null)
          || (tier != null && !tier.equals("protected") && !tier.equals("context"))) {
        throw place
            .at("tier")
            .error("a source has tier \"protected\" or \"context\", a sink has none");
      }
      Kind kind = new Kind(k.name(), source, "protected".equals(tier));
      if (!declared.add(k.name())) {
        throw place.at("name").error("kind \"" + k.name() + "\" is declared twice");
      }
      kinds.put(k.name(), kind);
    }
  }

  private void addProviders(String file, List<ModelFile.ProviderUri> list) throws BadDataException {
    for (int i = 0; i < list.size(); i++) {
      ModelFile.ProviderUri p = list.get(i);
      Place place = new Place(file, "/providers/" + i);
      ProviderKind kind = new ProviderKind(sourceKind(place.at("kind"), p.kind()), p.permission());
      if (providers.put(p.prefix(), kind) != null) {
        throw place.at("prefix").error("\"" + p.prefix() + "\" is listed twice");
      }
    }
  }

  private void addFields(String file, List<ModelFile.FieldModel> list) throws BadDataException {
    for (int i = 0; i < list.size(); i++) {
      ModelFile.FieldModel f = list.get(i);
      if (fields.put(f.field(), f.constant()) != null) {
        throw new Place(file, "/fields/" + i).error("\"" + f.field() + "\" is modelled twice");
      }
    }
  }

  private void addMethod(Place place, ModelFile.Method m) throws BadDataException {
    List<MethodModel.Sink> sinks = new ArrayList<>();
    List<ModelFile.Sink> sinkList = listed(m.sinks());
    for (int i = 0; i < sinkList.size(); i++) {
      ModelFile.Sink s = sinkList.get(i);
      Place at = place.at("sinks/" + i);
      String destination = s.destination();
      sinks.add(
          new MethodModel.Sink(
              sinkKind(at.at("kind"), s.kind()),
              port(at.at("port"), s.port()),
              channel(at.at("channel"), s.channel()),
              destination == null ? null : port(at.at("destination"), destination),
              s.permission()));
    }
    ModelFile.Provider provider = m.provider();
    MethodModel model =
        new MethodModel(
            method(place.at("method"), m.method()),
            source(place.at("source"), m.source()),
            provider == null
                ? null
                : new MethodModel.Provider(
                    port(place.at("provider/uri"), provider.uri()),
                    port(place.at("provider/result"), provider.result())),
            sinks,
            methodFlows(place, listed(m.flows())),
            channel(place.at("channel"), m.channel()),
            m.evaluate(),
            m.watch(),
            false);
    if (m.flows() != null || m.evaluate() != null || m.channel() != null) {
      moving.add(model.method());
    }
    if (methods.put(model.method(), model) != null) {
      throw place.at("method").error("\"" + m.method() + "\" is modelled twice");
    }
  }

  private void addOverride(Place place, ModelFile.Overridden o) throws BadDataException {
    OverrideModel model =
        new OverrideModel(
            method(place.at("method"), o.method()),
            source(place.at("source"), o.source()),
            flows(place, listed(o.flows())),
            o.event(),
            Boolean.TRUE.equals(o.periodic()),
            o.stage() == null ? OverrideModel.ANY_STAGE : o.stage(),
            Boolean.TRUE.equals(o.once()));
    if (overrides.put(model.method(), model) != null) {
      throw place.at("method").error("\"" + o.method() + "\" is modelled twice");
    }
  }

  private static String method(Place place, String text) throws BadDataException {
    if (!text.matches("\\[*L[^;>]+;->[^(]+(\\([^)]*\\).+)?")) {
      throw place.error(
          "not a method: \"" + text + "\" (expected Lowner;->name or Lowner;->name(args)result)");
    }
    return text;
  }

  private MethodModel.@Nullable Source source(Place place, ModelFile.@Nullable Source s)
      throws BadDataException {
    return s == null
        ? null
        : new MethodModel.Source(
            sourceKind(place.at("kind"), s.kind()),
            port(place.at("port"), s.port()),
            s.permission());
  }

  private static List<Flow> flows(Place place, List<String> list) throws BadDataException {
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        flows.add(Flow.parse(list.get(i)));
      } catch (IllegalArgumentException e) {
        throw place.at("flows/" + i).error(String.valueOf(e.getMessage()));
      }
    }
    return flows;
  }

  /**
   * A method's own flows. What the result holds is read only where an overridden method ends; the
   * object that will be the result may be handed to a callback.
   */
  private static List<Flow> methodFlows(Place place, List<String> list) throws BadDataException {
    List<Flow> flows = flows(place, list);
    for (int i = 0; i < flows.size(); i++) {
      Flow flow = flows.get(i);
      boolean opened = flow.to().root() == Port.Root.STORE;
      boolean handed =
          flow.to().access() == Port.Access.CALLBACK
              && flow.from().access() == Port.Access.VALUE
              && flow.from().via() == null;
      if (flow.to().root() == Port.Root.TEXT) {
        throw place.at("flows/" + i).error("nothing can be written to a constant");
      }
      if (flow.from().root() == Port.Root.RETURN && !opened && !handed) {
        throw place
            .at("flows/" + i)
            .error("the result cannot be read before the call: \"" + list.get(i) + "\"");
      }
    }
    return flows;
  }

  /** A channel is named after the sink kind that writes into it are. */
  private @Nullable String channel(Place place, @Nullable String name) throws BadDataException {
    List<String> known = kinds.values().stream().filter(k -> !k.source()).map(Kind::name).toList();
    if (name != null && !known.contains(name)) {
      throw BadDataException.unknown(place.file(), place.pointer(), "channel", name, known);
    }
    return name;
  }

  private static Port port(Place place, String text) throws BadDataException {
    try {
      return Port.parse(text);
    } catch (IllegalArgumentException e) {
      throw place.error(String.valueOf(e.getMessage()));
    }
  }

  private String sourceKind(Place place, String kind) throws BadDataException {
    return kind(place, kind, true);
  }

  private String sinkKind(Place place, String kind) throws BadDataException {
    return kind(place, kind, false);
  }

  private String kind(Place place, String name, boolean source) throws BadDataException {
    Kind found = kinds.get(name);
    if (found == null || found.source() != source) {
      List<String> known =
          kinds.values().stream().filter(k -> k.source() == source).map(Kind::name).toList();
      throw BadDataException.unknown(
          place.file(), place.pointer(), (source ? "source" : "sink") + " kind", name, known);
    }
    return name;
  }
}
