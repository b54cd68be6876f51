package io.unveil.analyzer.flow;

import static io.unveil.fixtures.ApkBuilder.apk;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.ComponentBuilder;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ResourceConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code case.json} of a golden flow case: everything of the app but its code. Every key but {@code
 * note} may be missing.
 *
 * @param note what the case is about, for people
 * @param permissions requested permissions; names without a dot are Android's own
 * @param application class of the application object
 * @param components components; without any the app has the activity {@code .Main} with an icon
 * @param layouts layouts by name, {@code R.layout.NAME} in sources
 * @param strings string resources by name, {@code R.string.NAME} in sources
 * @param translations texts of string resources by language and name
 * @param arrays array resources by name, {@code R.array.NAME} in sources
 * @param styles what styles set {@code android:onClick} to, by name
 * @param library folders below {@code flows/library} whose classes are compiled into the app
 * @param minApi lowest API level of the compiled code, 23 unless told
 */
record CaseFile(
    String note,
    @Nullable List<String> permissions,
    @Nullable String application,
    @Nullable List<Part> components,
    @Nullable Map<String, Widget> layouts,
    @Nullable Map<String, String> strings,
    @Nullable Map<String, Map<String, String>> translations,
    @Nullable Map<String, List<String>> arrays,
    @Nullable Map<String, String> styles,
    @Nullable List<String> library,
    @Nullable Integer minApi) {
  /** Package of every case. */
  static final String PACKAGE = "com.example.golden";

  /**
   * A component.
   *
   * @param kind {@code activity}, {@code service}, {@code receiver} or {@code provider}
   * @param name class, beginning with a dot when it is in the package
   * @param authorities of a provider
   */
  record Part(
      Kind kind,
      String name,
      @Nullable Boolean exported,
      @Nullable Boolean enabled,
      @Nullable Boolean launcher,
      @Nullable String authorities,
      @Nullable String permission,
      @Nullable List<Filter> filters) {}

  enum Kind {
    ACTIVITY,
    SERVICE,
    RECEIVER,
    PROVIDER
  }

  /** An intent filter. */
  record Filter(
      @Nullable List<String> actions,
      @Nullable List<String> categories,
      @Nullable List<Data> data,
      @Nullable Integer priority) {}

  /** A {@code <data>} element of a filter. */
  record Data(
      @Nullable String scheme,
      @Nullable String host,
      @Nullable String port,
      @Nullable String path,
      @Nullable String pathPrefix,
      @Nullable String pathPattern,
      @Nullable String mimeType) {}

  /**
   * An element of a layout.
   *
   * @param widget element name: {@code Button}, {@code com.example.golden.Own}, {@code fragment}, …
   * @param id {@code R.id.ID} in sources
   * @param onClick the method, or {@code @string/NAME}
   * @param onClickId an id resource in the place of the method, which names none
   * @param name {@code android:name}, the class of a fragment
   * @param style attribute {@code class}, another way to name a fragment or view
   * @param include name of the layout in an {@code include} element
   */
  record Widget(
      String widget,
      @Nullable String id,
      @Nullable String onClick,
      @Nullable String onClickId,
      @Nullable String text,
      @Nullable String name,
      @Nullable String style,
      @Nullable String include,
      @Nullable List<Widget> children) {}

  /** {@return the app; {@code sources} see its resources as {@code R}} */
  ApkBuilder app(List<String> sources) {
    ApkBuilder app = apk(PACKAGE).label("Golden").permission("INTERNET");
    listed(permissions).forEach(app::permission);
    if (application != null) {
      app.application(a -> a.text("name", application));
    }
    List<Part> parts = listed(components);
    if (parts.isEmpty()) {
      app.activity(".Main", a -> a.launcher().exported(true));
    }
    parts.forEach(part -> add(app, part));
    app.source(sources.toArray(String[]::new));
    Resources r = new Resources(app);
    mapped(strings).forEach((name, text) -> r.string(name, text, mapped(translations)));
    mapped(arrays).forEach(r::array);
    mapped(styles).forEach((name, method) -> app.resources().style(name, "onClick", method));
    r.layouts(mapped(layouts));
    if (!r.isEmpty()) {
      app.source(r.javaSource());
    }
    if (minApi != null) {
      app.compile(new DexCompiler.Options(minApi, false)).sdk(minApi, 34);
    }
    return app;
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> Map<String, T> mapped(@Nullable Map<String, T> map) {
    return map == null ? Map.of() : new TreeMap<>(map);
  }

  private static void add(ApkBuilder app, Part part) {
    Consumer<ComponentBuilder> content = c -> attributes(c, part);
    switch (part.kind) {
      case ACTIVITY -> app.activity(part.name, content);
      case SERVICE -> app.service(part.name, content);
      case RECEIVER -> app.receiver(part.name, content);
      case PROVIDER -> app.provider(part.name, String.valueOf(part.authorities), content);
    }
  }

  private static void attributes(ComponentBuilder component, Part part) {
    component.exported(Boolean.TRUE.equals(part.exported));
    if (part.enabled != null) {
      component.enabled(part.enabled);
    }
    if (part.permission != null) {
      component.permission(part.permission);
    }
    if (Boolean.TRUE.equals(part.launcher)) {
      component.launcher();
    }
    listed(part.filters).forEach(filter -> component.filter(f -> fill(f, filter)));
  }

  private static void fill(ComponentBuilder.Filter element, Filter filter) {
    listed(filter.actions).forEach(element::action);
    listed(filter.categories).forEach(element::category);
    listed(filter.data).forEach(d -> element.data(pairs(d)));
    if (filter.priority != null) {
      element.priority(filter.priority);
    }
  }

  private static String[] pairs(Data data) {
    List<String> pairs = new ArrayList<>();
    pair(pairs, "scheme", data.scheme);
    pair(pairs, "host", data.host);
    pair(pairs, "port", data.port);
    pair(pairs, "path", data.path);
    pair(pairs, "pathPrefix", data.pathPrefix);
    pair(pairs, "pathPattern", data.pathPattern);
    pair(pairs, "mimeType", data.mimeType);
    return pairs.toArray(String[]::new);
  }

  private static void pair(List<String> pairs, String name, @Nullable String value) {
    if (value != null) {
      pairs.add(name);
      pairs.add(value);
    }
  }

  /** Resources under construction, and the class that names their ids. */
  private static final class Resources {
    private final ApkBuilder app;
    private final Map<String, Map<String, Integer>> ids = new TreeMap<>();

    Resources(ApkBuilder app) {
      this.app = app;
    }

    boolean isEmpty() {
      return ids.isEmpty();
    }

    void string(String name, String value, Map<String, Map<String, String>> translations) {
      Map<ResourceConfig, String> texts = new TreeMap<>(Map.of(ResourceConfig.DEFAULT, value));
      translations.forEach((language, known) -> {
        if (known.containsKey(name)) {
          texts.put(ResourceConfig.of(language), known.get(name));
        }
      });
      put("string", name, app.resources().strings(name, texts));
    }

    void array(String name, List<String> elements) {
      put("array", name, app.resources().array(name, elements));
    }

    /** Layouts may include each other, so their ids are given by order of name before any. */
    void layouts(Map<String, Widget> layouts) {
      int next = FIRST_LAYOUT;
      for (String name : layouts.keySet()) {
        put("layout", name, next++);
      }
      layouts.forEach((name, root) -> {
        int id = app.xml("layout", name, element(root));
        if (id != id("layout", name)) {
          throw new IllegalStateException("layout " + name + " has id " + Integer.toHexString(id));
        }
      });
    }

    private static final int FIRST_LAYOUT = 0x7f050000;

    private BinaryXml.Element element(Widget widget) {
      BinaryXml.Element element = BinaryXml.element(widget.widget);
      if (widget.id != null) {
        element.reference("id", idOf(widget.id));
      }
      if (widget.onClick != null && widget.onClick.startsWith("@string/")) {
        element.reference("onClick", id("string", widget.onClick.substring("@string/".length())));
      } else {
        text(element, "onClick", widget.onClick);
      }
      if (widget.onClickId != null) {
        element.reference("onClick", idOf(widget.onClickId));
      }
      text(element, "name", widget.name);
      if (widget.text != null && widget.text.startsWith("@string/")) {
        element.reference("text", id("string", widget.text.substring("@string/".length())));
      } else {
        text(element, "text", widget.text);
      }
      if (widget.style != null) {
        element.plain("class", widget.style);
      }
      if (widget.include != null) {
        element.plainReference("layout", id("layout", widget.include));
      }
      listed(widget.children).forEach(child -> element.child(element(child)));
      return element;
    }

    private static void text(BinaryXml.Element element, String name, @Nullable String value) {
      if (value != null) {
        element.text(name, value);
      }
    }

    private int idOf(String name) {
      Integer known = ids.getOrDefault("id", Map.of()).get(name);
      return known != null ? known : put("id", name, app.resources().id(name));
    }

    private int id(String type, String name) {
      Integer id = ids.getOrDefault(type, Map.of()).get(name);
      if (id == null) {
        throw new IllegalArgumentException("no resource " + type + "/" + name + " in case.json");
      }
      return id;
    }

    private int put(String type, String name, int id) {
      ids.computeIfAbsent(type, _ -> new LinkedHashMap<>()).put(name, id);
      return id;
    }

    String javaSource() {
      StringBuilder text = new StringBuilder("package " + PACKAGE + ";\npublic final class R {\n");
      ids.forEach((type, names) -> {
        text.append("  public static final class ").append(type).append(" {\n");
        names.forEach((name, id) ->
            text.append("    public static final int %s = 0x%08x;\n".formatted(name, id)));
        text.append("  }\n");
      });
      return text.append("}\n").toString();
    }
  }
}
