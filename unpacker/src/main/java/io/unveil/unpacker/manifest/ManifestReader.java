package io.unveil.unpacker.manifest;

import static io.unveil.unpacker.manifest.ManifestAttribute.DEBUGGABLE;
import static io.unveil.unpacker.manifest.ManifestAttribute.ENABLED;
import static io.unveil.unpacker.manifest.ManifestAttribute.HAS_CODE;
import static io.unveil.unpacker.manifest.ManifestAttribute.MAX_SDK_VERSION;
import static io.unveil.unpacker.manifest.ManifestAttribute.MIN_SDK_VERSION;
import static io.unveil.unpacker.manifest.ManifestAttribute.NAME;
import static io.unveil.unpacker.manifest.ManifestAttribute.PERMISSION;
import static io.unveil.unpacker.manifest.ManifestAttribute.REQUIRED;
import static io.unveil.unpacker.manifest.ManifestAttribute.RESOURCE;
import static io.unveil.unpacker.manifest.ManifestAttribute.SHARED_USER_ID;
import static io.unveil.unpacker.manifest.ManifestAttribute.TARGET_PACKAGE;
import static io.unveil.unpacker.manifest.ManifestAttribute.TARGET_SDK_VERSION;
import static io.unveil.unpacker.manifest.ManifestAttribute.TEST_ONLY;
import static io.unveil.unpacker.manifest.ManifestAttribute.VALUE;
import static io.unveil.unpacker.manifest.ManifestAttribute.VERSION_CODE;
import static io.unveil.unpacker.manifest.ManifestAttribute.VERSION_CODE_MAJOR;
import static io.unveil.unpacker.manifest.ManifestAttribute.VERSION_NAME;

import io.unveil.unpacker.Limits;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceTable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The manifest by the rules of AOSP's PackageParser: attributes by their resource id, class names
 * relative to the package, exported as inferred from filters.
 */
public final class ManifestReader {
  /** Name of the entry. */
  public static final String FILE = "AndroidManifest.xml";

  private static final Set<String> USES_PERMISSION =
      Set.of("uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m");

  /**
   * Up to Android 12 a permission with {@code maxSdkVersion="0"} is requested as if there were no
   * bound; then parseUsesPermission began to take 0 at its word.
   */
  private static final int LAST_WITH_ANY_AT_0 = 32;

  private final ValueResolver values;

  /** How many elements were left out because they have no name under its id. */
  private int unnamed;

  private ManifestReader(ValueResolver values) {
    this.values = values;
  }

  /**
   * {@return the manifest as far as it could be read, or null when there is no {@code <manifest>}
   * in the document}
   *
   * @param document bytes of the entry
   * @param resources asked at the first reference; null when there is no readable table
   * @param unread receives what could not be read, one sentence each
   */
  public static @Nullable Parsed read(
      MemorySegment document,
      Supplier<@Nullable ResourceTable> resources,
      Limits limits,
      Sightings sightings,
      Unread unread) {
    XmlElement root = XmlReader.read(document, FILE, limits, sightings, unread);
    if (root == null) {
      unread.because(FILE + ": holds no element");
      return null;
    }
    if (!root.name().equals("manifest")) {
      unread.because(FILE + ": its root is <" + root.name() + ">, not <manifest>");
      return null;
    }
    ValueResolver values = new ValueResolver(resources);
    int label =
        application(root).stream()
            .findFirst()
            .map(a -> values.id(a, ManifestAttribute.LABEL))
            .orElse(0);
    ManifestReader reader = new ManifestReader(values);
    Manifest manifest = reader.manifest(root);
    if (reader.unnamed > 0) {
      unread.because(FILE + ": " + reader.unnamed + " components or permissions have no name");
    }
    return new Parsed(manifest, label);
  }

  private Manifest manifest(XmlElement root) {
    List<XmlElement> met = PassedTags.manifest(root);
    String packageName = root.plain("package");
    int minSdk = 1;
    int targetSdk = 0;
    for (XmlElement sdk : PassedTags.all(met, "uses-sdk")) {
      minSdk = values.api(sdk, MIN_SDK_VERSION, 1);
      targetSdk = values.api(sdk, TARGET_SDK_VERSION, 0);
    }
    int target = targetSdk == 0 ? minSdk : targetSdk;
    long major = values.integer(root, VERSION_CODE_MAJOR, 0);
    long minor = Integer.toUnsignedLong(values.integer(root, VERSION_CODE, 0));
    String named = packageName == null ? "" : packageName;
    return new Manifest(
        named,
        major << 32 | minor,
        values.text(root, VERSION_NAME),
        values.text(root, SHARED_USER_ID),
        root.plain("split"),
        minSdk,
        target,
        permissions(met),
        features(met),
        values.bool(root, TEST_ONLY, false)
            || application(root).stream().anyMatch(a -> values.bool(a, TEST_ONLY, false)),
        !PassedTags.all(met, "instrumentation").isEmpty(),
        PassedTags.all(met, "overlay").stream()
            .findFirst()
            .map(o -> values.text(o, TARGET_PACKAGE))
            .orElse(null),
        application(root).stream()
            .findFirst()
            .map(a -> application(a, named, target))
            .orElseGet(() ->
                new Manifest.Application(
                    null, null, null, ApiBoolean.TRUE, false, true, List.of(), List.of())));
  }

  /** Android reads the first {@code <application>} and skips others. */
  private static List<XmlElement> application(XmlElement root) {
    return PassedTags.all(PassedTags.manifest(root), "application").stream().limit(1).toList();
  }

  private List<Manifest.UsesPermission> permissions(List<XmlElement> met) {
    List<Manifest.UsesPermission> permissions = new ArrayList<>();
    for (XmlElement child : met) {
      boolean permission = USES_PERMISSION.contains(child.name());
      String name = permission ? values.text(child, NAME) : null;
      unnamed += permission && name == null ? 1 : 0;
      if (name != null) {
        int maxSdk = values.integerOnly(child, MAX_SDK_VERSION, Integer.MAX_VALUE);
        permissions.add(
            new Manifest.UsesPermission(name, maxSdk == 0 ? LAST_WITH_ANY_AT_0 : maxSdk));
      }
    }
    return permissions;
  }

  private List<Manifest.UsesFeature> features(List<XmlElement> met) {
    List<Manifest.UsesFeature> features = new ArrayList<>();
    for (XmlElement child : PassedTags.all(met, "uses-feature")) {
      String name = values.text(child, NAME);
      if (name != null) {
        features.add(new Manifest.UsesFeature(name, values.bool(child, REQUIRED, true)));
      }
    }
    return features;
  }

  private Manifest.Application application(XmlElement element, String packageName, int targetSdk) {
    String name = values.text(element, NAME);
    ComponentReader reader =
        new ComponentReader(values, packageName, targetSdk, values.text(element, PERMISSION));
    List<Component> components = new ArrayList<>();
    List<XmlElement> met = PassedTags.application(element);
    for (XmlElement child : met) {
      Component component = reader.read(child);
      if (component != null) {
        components.add(component);
      } else if (ComponentReader.isComponent(child)) {
        unnamed++;
      }
    }
    return new Manifest.Application(
        name == null ? null : ComponentReader.qualified(packageName, name),
        values.label(element),
        values.icon(element),
        values.booleansOfAnyLanguage(element, ENABLED, true),
        values.bool(element, DEBUGGABLE, false),
        values.bool(element, HAS_CODE, true),
        components,
        metaData(values, met));
  }

  /** A resource wins over a value, as in PackageParser's {@code parseMetaData}. */
  static List<Manifest.MetaData> metaData(ValueResolver values, List<XmlElement> met) {
    List<Manifest.MetaData> found = new ArrayList<>();
    for (XmlElement child : PassedTags.all(met, "meta-data")) {
      String name = values.text(child, NAME);
      if (name != null) {
        int id = values.id(child, RESOURCE);
        String value = id == 0 ? values.text(child, VALUE) : ValueResolver.hex(id);
        found.add(new Manifest.MetaData(name, value));
      }
    }
    return found;
  }

  /**
   * @param manifest what the document says
   * @param labelId resource id of the application's label, 0 when it is a constant or absent
   */
  public record Parsed(Manifest manifest, int labelId) {}
}
