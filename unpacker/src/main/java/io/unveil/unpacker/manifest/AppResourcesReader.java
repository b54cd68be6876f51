package io.unveil.unpacker.manifest;

import io.unveil.unpacker.Limits;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.manifest.AppResources.AccessibilityService;
import io.unveil.unpacker.manifest.AppResources.DeviceAdmin;
import io.unveil.unpacker.manifest.AppResources.Firebase;
import io.unveil.unpacker.resources.ResourceTable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows the manifest into the resources that decide what a component may do: the configuration of
 * accessibility services ({@code AccessibilityServiceInfo}), the policies of device admins ({@code
 * DeviceAdminInfo}), the Firebase project ({@code FirebaseOptions.fromResource}) and the labels.
 *
 * <p>What it costs: the files are read only when a component names them. Firebase's strings are
 * found by name, for which the table's key strings are looked through once.
 */
public final class AppResourcesReader {
  private static final String ACCESSIBILITY = "android.accessibilityservice";
  private static final String DEVICE_ADMIN = "android.app.device_admin";
  private static final int MAX_LABELS = 100;

  /** Components of one kind that are looked into; no honest app has more than a few. */
  private static final int MAX_COMPONENTS = 100;

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private static final List<String> FIREBASE_STRINGS =
      List.of(
          "google_app_id",
          "project_id",
          "gcm_defaultSenderId",
          "google_api_key",
          "firebase_database_url",
          "google_storage_bucket");

  private final Supplier<@Nullable ResourceTable> resources;
  private final BiFunction<String, Long, @Nullable MemorySegment> entries;
  private final Limits limits;
  private final Sightings sightings;
  private final Unread unread;
  private final ValueResolver values;

  /** Documents by entry, so that many components with one file cost one reading. */
  private final Map<String, Optional<XmlElement>> documents = new HashMap<>();

  /**
   * @param resources asked at the first need; null when there is no readable table
   * @param entries bytes of an archive entry of at most so many bytes, null when there is none or
   *     it cannot be read
   * @param unread receives what could not be read, one sentence each
   */
  public AppResourcesReader(
      Supplier<@Nullable ResourceTable> resources,
      BiFunction<String, Long, @Nullable MemorySegment> entries,
      Limits limits,
      Sightings sightings,
      Unread unread) {
    this.resources = resources;
    this.entries = entries;
    this.limits = limits;
    this.sightings = sightings;
    this.unread = unread;
    this.values = new ValueResolver(resources);
  }

  /** {@return what the resources say} */
  public AppResources read(ManifestReader.Parsed parsed) {
    Manifest manifest = parsed.manifest();
    List<AccessibilityService> services = new ArrayList<>();
    List<DeviceAdmin> admins = new ArrayList<>();
    for (Reference reference : references(manifest, Component.Kind.SERVICE, ACCESSIBILITY)) {
      services.add(accessibility(reference));
    }
    for (Reference reference : references(manifest, Component.Kind.RECEIVER, DEVICE_ADMIN)) {
      admins.add(deviceAdmin(reference));
    }
    return new AppResources(labels(parsed), services, admins, firebase());
  }

  private List<Reference> references(Manifest manifest, Component.Kind kind, String name) {
    List<Reference> found = new ArrayList<>();
    int more = 0;
    for (Component component : manifest.application().components()) {
      Manifest.MetaData data = component.kind() == kind ? metaData(component, name) : null;
      if (data != null && found.size() < MAX_COMPONENTS) {
        found.add(new Reference(component.name(), file(data)));
      } else if (data != null) {
        more++;
      }
    }
    if (more > 0) {
      unread.because(more + " further components with " + name + " were not looked into");
    }
    return found;
  }

  /** The last one of a name counts: Android puts them into a bundle one after the other. */
  private static Manifest.@Nullable MetaData metaData(Component component, String name) {
    return component.metaData().stream()
        .filter(data -> data.name().equals(name))
        .reduce((_, later) -> later)
        .orElse(null);
  }

  private @Nullable String file(Manifest.MetaData data) {
    int id = resourceId(data.value());
    ResourceTable table = id == 0 ? null : resources.get();
    return table == null ? null : table.string(id);
  }

  /** {@return the id that {@code value} is in hex, 0 when it is none} */
  private static int resourceId(@Nullable String value) {
    try {
      return value == null || !value.startsWith("0x")
          ? 0
          : Integer.parseUnsignedInt(value, 2, value.length(), 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private @Nullable XmlElement document(@Nullable String file, String tag) {
    if (file == null) {
      return null;
    }
    XmlElement root =
        documents.computeIfAbsent(file, name -> Optional.ofNullable(read(name))).orElse(null);
    return root == null || !root.name().equals(tag) ? null : root;
  }

  private @Nullable XmlElement read(String file) {
    MemorySegment document = entries.apply(file, limits.maxManifestBytes());
    if (document == null) {
      return null;
    }
    XmlElement root = XmlReader.read(document, file, limits, sightings, unread);
    if (root == null) {
      unread.because(file + ": holds no element");
    }
    return root;
  }

  private AccessibilityService accessibility(Reference reference) {
    XmlElement root = document(reference.file, "accessibility-service");
    if (root == null) {
      return new AccessibilityService(
          reference.component, reference.file, List.of(), List.of(), false, false, List.of(), null);
    }
    return new AccessibilityService(
        reference.component,
        reference.file,
        AccessibilityNames.eventTypes(
            values.integer(root, ManifestAttribute.ACCESSIBILITY_EVENT_TYPES, 0)),
        AccessibilityNames.flags(values.integer(root, ManifestAttribute.ACCESSIBILITY_FLAGS, 0)),
        values.bool(root, ManifestAttribute.CAN_RETRIEVE_WINDOW_CONTENT, false),
        values.bool(root, ManifestAttribute.CAN_PERFORM_GESTURES, false),
        packages(values.string(root, ManifestAttribute.PACKAGE_NAMES)),
        values.string(root, ManifestAttribute.DESCRIPTION));
  }

  private static List<String> packages(@Nullable String list) {
    return list == null ? List.of() : COMMA.splitAsStream(list).filter(p -> !p.isEmpty()).toList();
  }

  private DeviceAdmin deviceAdmin(Reference reference) {
    XmlElement root = document(reference.file, "device-admin");
    List<String> policies =
        root == null
            ? List.of()
            : root.all("uses-policies").stream()
                .flatMap(uses -> uses.children().stream())
                .map(XmlElement::name)
                .distinct()
                .toList();
    return new DeviceAdmin(reference.component, reference.file, policies);
  }

  private @Nullable Firebase firebase() {
    ResourceTable table = resources.get();
    Map<String, String> found = table == null ? Map.of() : table.stringsNamed(FIREBASE_STRINGS);
    return found.isEmpty()
        ? null
        : new Firebase(
            found.get("google_app_id"),
            found.get("project_id"),
            found.get("gcm_defaultSenderId"),
            found.get("google_api_key"),
            found.get("firebase_database_url"),
            found.get("google_storage_bucket"));
  }

  private Map<String, String> labels(ManifestReader.Parsed parsed) {
    ResourceTable table = parsed.labelId() == 0 ? null : resources.get();
    if (table != null) {
      return table.stringsByConfiguration(parsed.labelId(), MAX_LABELS);
    }
    String label = parsed.manifest().application().label();
    return label == null ? Map.of() : Map.of("", label);
  }

  private record Reference(String component, @Nullable String file) {}
}
