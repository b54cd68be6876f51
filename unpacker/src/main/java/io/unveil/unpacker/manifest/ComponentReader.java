package io.unveil.unpacker.manifest;

import static io.unveil.unpacker.manifest.ManifestAttribute.AUTHORITIES;
import static io.unveil.unpacker.manifest.ManifestAttribute.AUTO_REMOVE_FROM_RECENTS;
import static io.unveil.unpacker.manifest.ManifestAttribute.DIRECT_BOOT_AWARE;
import static io.unveil.unpacker.manifest.ManifestAttribute.ENABLED;
import static io.unveil.unpacker.manifest.ManifestAttribute.EXCLUDE_FROM_RECENTS;
import static io.unveil.unpacker.manifest.ManifestAttribute.EXPORTED;
import static io.unveil.unpacker.manifest.ManifestAttribute.FOREGROUND_SERVICE_TYPE;
import static io.unveil.unpacker.manifest.ManifestAttribute.HOST;
import static io.unveil.unpacker.manifest.ManifestAttribute.ISOLATED_PROCESS;
import static io.unveil.unpacker.manifest.ManifestAttribute.LAUNCH_MODE;
import static io.unveil.unpacker.manifest.ManifestAttribute.MIME_TYPE;
import static io.unveil.unpacker.manifest.ManifestAttribute.NAME;
import static io.unveil.unpacker.manifest.ManifestAttribute.NO_HISTORY;
import static io.unveil.unpacker.manifest.ManifestAttribute.PATH;
import static io.unveil.unpacker.manifest.ManifestAttribute.PATH_PATTERN;
import static io.unveil.unpacker.manifest.ManifestAttribute.PATH_PREFIX;
import static io.unveil.unpacker.manifest.ManifestAttribute.PERMISSION;
import static io.unveil.unpacker.manifest.ManifestAttribute.PORT;
import static io.unveil.unpacker.manifest.ManifestAttribute.PRIORITY;
import static io.unveil.unpacker.manifest.ManifestAttribute.PROCESS;
import static io.unveil.unpacker.manifest.ManifestAttribute.SCHEME;
import static io.unveil.unpacker.manifest.ManifestAttribute.STOP_WITH_TASK;
import static io.unveil.unpacker.manifest.ManifestAttribute.TARGET_ACTIVITY;
import static io.unveil.unpacker.manifest.ManifestAttribute.TASK_AFFINITY;
import static io.unveil.unpacker.manifest.ManifestAttribute.THEME;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One component of the application element. */
final class ComponentReader {
  /** Providers are exported by default below this target. */
  private static final int PROVIDERS_PRIVATE_SDK = 17;

  private static final List<ManifestAttribute> OTHERS =
      List.of(
          PROCESS,
          EXCLUDE_FROM_RECENTS,
          NO_HISTORY,
          TASK_AFFINITY,
          THEME,
          AUTHORITIES,
          FOREGROUND_SERVICE_TYPE,
          STOP_WITH_TASK,
          LAUNCH_MODE,
          ISOLATED_PROCESS,
          AUTO_REMOVE_FROM_RECENTS,
          DIRECT_BOOT_AWARE);

  private static final List<ManifestAttribute> DATA =
      List.of(SCHEME, HOST, PORT, PATH, PATH_PREFIX, PATH_PATTERN, MIME_TYPE);

  private final ValueResolver values;
  private final String packageName;
  private final int targetSdk;
  private final @Nullable String applicationPermission;

  ComponentReader(
      ValueResolver values,
      String packageName,
      int targetSdk,
      @Nullable String applicationPermission) {
    this.values = values;
    this.packageName = packageName;
    this.targetSdk = targetSdk;
    this.applicationPermission = applicationPermission;
  }

  /** {@return the class name as PackageParser's {@code buildClassName} completes it} */
  static String qualified(String packageName, String name) {
    if (name.startsWith(".")) {
      return packageName + name;
    }
    return name.isEmpty() || name.indexOf('.') >= 0 ? name : packageName + "." + name;
  }

  private static Component.@Nullable Kind kind(String tag) {
    return switch (tag) {
      case "activity" -> Component.Kind.ACTIVITY;
      case "activity-alias" -> Component.Kind.ACTIVITY_ALIAS;
      case "service" -> Component.Kind.SERVICE;
      case "receiver" -> Component.Kind.RECEIVER;
      case "provider" -> Component.Kind.PROVIDER;
      default -> null;
    };
  }

  static boolean isComponent(XmlElement element) {
    return kind(element.name()) != null;
  }

  /** {@return the component, or null when the element is none or has no name} */
  @Nullable Component read(XmlElement element) {
    Component.Kind kind = kind(element.name());
    String name = values.text(element, NAME);
    if (kind == null || name == null) {
      return null;
    }
    List<XmlElement> met = PassedTags.component(element);
    List<Component.IntentFilter> filters = new ArrayList<>();
    for (XmlElement filter : PassedTags.all(met, "intent-filter")) {
      filters.add(filter(filter));
    }
    String target = values.text(element, TARGET_ACTIVITY);
    String permission = values.text(element, PERMISSION);
    return new Component(
        kind,
        qualified(packageName, name),
        kind == Component.Kind.ACTIVITY_ALIAS && target != null
            ? qualified(packageName, target)
            : null,
        values.booleansOfAnyLanguage(element, ENABLED, true),
        exported(element, kind, filters),
        permission == null && kind != Component.Kind.ACTIVITY_ALIAS
            ? applicationPermission
            : permission,
        values.label(element),
        values.icon(element),
        filters,
        ManifestReader.metaData(values, met),
        texts(element, OTHERS));
  }

  private boolean exported(
      XmlElement element, Component.Kind kind, List<Component.IntentFilter> filters) {
    boolean inferred =
        kind == Component.Kind.PROVIDER ? targetSdk < PROVIDERS_PRIVATE_SDK : !filters.isEmpty();
    return values.bool(element, EXPORTED, inferred);
  }

  private Component.IntentFilter filter(XmlElement element) {
    List<XmlElement> met = PassedTags.filter(element);
    List<Map<String, String>> data = new ArrayList<>();
    for (XmlElement child : PassedTags.all(met, "data")) {
      data.add(texts(child, DATA));
    }
    return new Component.IntentFilter(
        names(met, "action"), names(met, "category"), data, values.integer(element, PRIORITY, 0));
  }

  /** Android asks for these by name, not by id, and refuses a manifest where it finds none. */
  private List<String> names(List<XmlElement> met, String tag) {
    List<String> names = new ArrayList<>();
    for (XmlElement child : PassedTags.all(met, tag)) {
      String named = child.androidNamed(NAME.xmlName());
      String name = named == null ? values.text(child, NAME) : named;
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private Map<String, String> texts(XmlElement element, List<ManifestAttribute> wanted) {
    Map<String, String> texts = new HashMap<>();
    for (ManifestAttribute attribute : wanted) {
      String text = values.text(element, attribute);
      if (text != null) {
        texts.put(attribute.xmlName(), text);
      }
    }
    return texts;
  }
}
