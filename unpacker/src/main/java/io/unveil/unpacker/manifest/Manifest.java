package io.unveil.unpacker.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code AndroidManifest.xml} that decide what an app may do, when it runs and whether
 * it can be seen. Names of classes are fully qualified and dotted, as {@code ComponentName} has
 * them.
 *
 * @param packageName the application id
 * @param versionCode {@code android:versionCode} with the major part in the upper half, 0 when
 *     absent
 * @param versionName {@code android:versionName}, resolved; null when absent
 * @param sharedUserId {@code android:sharedUserId} or null
 * @param split {@code split} name or null for a base APK
 * @param minSdk {@code minSdkVersion}, 1 when absent
 * @param targetSdk {@code targetSdkVersion}, {@code minSdk} when absent
 * @param permissions requested permissions in order
 * @param features used features in order
 * @param testOnly {@code android:testOnly}
 * @param instrumentation true when an {@code <instrumentation>} element is present
 * @param overlayTarget target package of a runtime resource overlay or null
 * @param application the {@code <application>} element; a neutral one when the manifest has none
 */
public record Manifest(
    String packageName,
    long versionCode,
    @Nullable String versionName,
    @Nullable String sharedUserId,
    @Nullable String split,
    int minSdk,
    int targetSdk,
    List<UsesPermission> permissions,
    List<UsesFeature> features,
    boolean testOnly,
    boolean instrumentation,
    @Nullable String overlayTarget,
    Application application) {

  /** Copies the lists. */
  public Manifest {
    permissions = List.copyOf(permissions);
    features = List.copyOf(features);
  }

  /** {@return whether {@code permission} is requested on Android {@code api}} */
  public boolean requests(String permission, int api) {
    return permissions.stream().anyMatch(p -> p.name().equals(permission) && api <= p.maxSdk());
  }

  /**
   * @param name permission name
   * @param maxSdk highest API level it is requested on, {@link Integer#MAX_VALUE} when unbounded
   */
  public record UsesPermission(String name, int maxSdk) {}

  /**
   * @param name feature name
   * @param required {@code android:required}
   */
  public record UsesFeature(String name, boolean required) {}

  /**
   * The {@code <application>} element.
   *
   * @param className {@code android:name}, qualified, or null
   * @param label resolved label, null when absent or unresolvable
   * @param icon name of the icon's file in the archive, or the resource id in hex when it does not
   *     resolve, or null
   * @param enabled {@code android:enabled}
   * @param debuggable {@code android:debuggable}
   * @param hasCode {@code android:hasCode}: false when Android loads no code from this archive
   * @param components activities, aliases, services, receivers and providers in document order
   * @param metaData direct {@code <meta-data>} children
   */
  public record Application(
      @Nullable String className,
      @Nullable String label,
      @Nullable String icon,
      ApiBoolean enabled,
      boolean debuggable,
      boolean hasCode,
      List<Component> components,
      List<MetaData> metaData) {
    /** Copies the lists. */
    public Application {
      components = List.copyOf(components);
      metaData = List.copyOf(metaData);
    }
  }

  /**
   * @param name {@code android:name}
   * @param value resolved {@code android:value}, or the resource id of {@code android:resource} in
   *     hex, or null
   */
  public record MetaData(String name, @Nullable String value) {}
}
