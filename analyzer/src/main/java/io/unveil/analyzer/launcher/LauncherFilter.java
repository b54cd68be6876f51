package io.unveil.analyzer.launcher;

import io.unveil.unpacker.manifest.Component.IntentFilter;
import java.util.Map;

/**
 * Intent matching as {@code android.content.IntentFilter.match} does it for an intent without data
 * and type.
 */
final class LauncherFilter {
  static final String MAIN = "android.intent.action.MAIN";
  static final String LAUNCHER = "android.intent.category.LAUNCHER";
  static final String INFO = "android.intent.category.INFO";

  private LauncherFilter() {}

  /**
   * {@return whether {@code filter} takes {@code Intent(MAIN)} with {@code category} and no data}
   */
  static boolean matches(IntentFilter filter, String category) {
    return filter.actions().contains(MAIN)
        && filter.categories().contains(category)
        && takesNoData(filter);
  }

  /**
   * A filter with a MIME type or a scheme takes no intent without data; a host or path alone,
   * without a scheme, means nothing. The empty scheme stands for an intent without data, unless a
   * host is asked for too.
   */
  static boolean takesNoData(IntentFilter filter) {
    boolean schemes = false;
    boolean emptyScheme = false;
    boolean hosts = false;
    for (Map<String, String> data : filter.data()) {
      if (data.containsKey("mimeType")) {
        return false;
      }
      schemes |= data.containsKey("scheme");
      emptyScheme |= "".equals(data.get("scheme"));
      hosts |= data.containsKey("host");
    }
    return !schemes || (emptyScheme && !hosts);
  }
}
