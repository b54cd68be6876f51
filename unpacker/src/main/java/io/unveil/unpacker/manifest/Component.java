package io.unveil.unpacker.manifest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An activity, alias, service, receiver or provider of the manifest.
 *
 * @param kind which element
 * @param name qualified class name; for an alias its own name, which need not be a class
 * @param targetActivity the activity behind an alias, qualified; null for all others
 * @param enabled {@code android:enabled}
 * @param exported {@code android:exported}; as Android infers it when absent (true with a filter,
 *     false without)
 * @param permission {@code android:permission} or null
 * @param label resolved label or null
 * @param icon file name of the icon, or resource id in hex, or null
 * @param filters {@code <intent-filter>} children in order
 * @param metaData {@code <meta-data>} children in order
 * @param attributes other attributes by their name in Android's public resources, values as text:
 *     {@code process}, {@code excludeFromRecents}, {@code noHistory}, {@code taskAffinity}, {@code
 *     theme}, {@code authorities}, {@code foregroundServiceType}, {@code stopWithTask}, {@code
 *     launchMode}, {@code isolatedProcess}
 */
public record Component(
    Kind kind,
    String name,
    @Nullable String targetActivity,
    ApiBoolean enabled,
    boolean exported,
    @Nullable String permission,
    @Nullable String label,
    @Nullable String icon,
    List<IntentFilter> filters,
    List<Manifest.MetaData> metaData,
    Map<String, String> attributes) {

  /** Copies the collections. */
  public Component {
    filters = List.copyOf(filters);
    metaData = List.copyOf(metaData);
    attributes = Map.copyOf(attributes);
  }

  /** Element of the manifest. */
  public enum Kind {
    /** {@code <activity>}. */
    ACTIVITY,
    /** {@code <activity-alias>}. */
    ACTIVITY_ALIAS,
    /** {@code <service>}. */
    SERVICE,
    /** {@code <receiver>}. */
    RECEIVER,
    /** {@code <provider>}. */
    PROVIDER
  }

  /**
   * One {@code <intent-filter>}.
   *
   * @param actions action names
   * @param categories category names
   * @param data {@code <data>} children; each map holds the attributes present ({@code scheme},
   *     {@code host}, {@code path}, {@code pathPrefix}, {@code mimeType}, …)
   * @param priority {@code android:priority}
   */
  public record IntentFilter(
      List<String> actions, List<String> categories, List<Map<String, String>> data, int priority) {
    /** Copies the lists. */
    public IntentFilter {
      actions = List.copyOf(actions);
      categories = List.copyOf(categories);
      data = data.stream().map(Map::copyOf).toList();
    }
  }
}
