package io.unveil.unpacker.manifest;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A boolean attribute that may be a {@code @bool} resource with values per API level ({@code
 * values-v29/bools.xml}).
 *
 * @param byApi value from each API level on; the key 0 is always present
 */
public record ApiBoolean(Map<Integer, Boolean> byApi) {
  /** True on every API level. */
  public static final ApiBoolean TRUE = new ApiBoolean(Map.of(0, true));

  /** False on every API level. */
  public static final ApiBoolean FALSE = new ApiBoolean(Map.of(0, false));

  /** Sorts and checks. */
  public ApiBoolean {
    if (!byApi.containsKey(0)) {
      throw new IllegalArgumentException("no default value: " + byApi);
    }
    byApi = Collections.unmodifiableMap(new TreeMap<>(byApi));
  }

  /** {@return the constant} */
  public static ApiBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** {@return the value on Android {@code api}} */
  public boolean at(int api) {
    boolean value = false;
    for (Map.Entry<Integer, Boolean> level : byApi.entrySet()) {
      if (level.getKey() > Math.max(api, 0)) {
        break;
      }
      value = level.getValue();
    }
    return value;
  }
}
