package io.unveil.unpacker.manifest;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of the manifest, and of the files it names, with their ids in Android's public
 * resources ({@code android.R.attr}), which never change.
 */
enum ManifestAttribute {
  THEME(0x01010000, "theme"),
  LABEL(0x01010001, "label"),
  ICON(0x01010002, "icon"),
  NAME(0x01010003, "name"),
  PERMISSION(0x01010006, "permission"),
  SHARED_USER_ID(0x0101000b, "sharedUserId"),
  HAS_CODE(0x0101000c, "hasCode"),
  ENABLED(0x0101000e, "enabled"),
  DEBUGGABLE(0x0101000f, "debuggable"),
  EXPORTED(0x01010010, "exported"),
  PROCESS(0x01010011, "process"),
  TASK_AFFINITY(0x01010012, "taskAffinity"),
  EXCLUDE_FROM_RECENTS(0x01010017, "excludeFromRecents"),
  AUTHORITIES(0x01010018, "authorities"),
  PRIORITY(0x0101001c, "priority"),
  LAUNCH_MODE(0x0101001d, "launchMode"),
  DESCRIPTION(0x01010020, "description"),
  TARGET_PACKAGE(0x01010021, "targetPackage"),
  VALUE(0x01010024, "value"),
  RESOURCE(0x01010025, "resource"),
  MIME_TYPE(0x01010026, "mimeType"),
  SCHEME(0x01010027, "scheme"),
  HOST(0x01010028, "host"),
  PORT(0x01010029, "port"),
  PATH(0x0101002a, "path"),
  PATH_PREFIX(0x0101002b, "pathPrefix"),
  PATH_PATTERN(0x0101002c, "pathPattern"),
  TARGET_ACTIVITY(0x01010202, "targetActivity"),
  MIN_SDK_VERSION(0x0101020c, "minSdkVersion"),
  VERSION_CODE(0x0101021b, "versionCode"),
  VERSION_NAME(0x0101021c, "versionName"),
  NO_HISTORY(0x0101022d, "noHistory"),
  TARGET_SDK_VERSION(0x01010270, "targetSdkVersion"),
  MAX_SDK_VERSION(0x01010271, "maxSdkVersion"),
  TEST_ONLY(0x01010272, "testOnly"),
  REQUIRED(0x0101028e, "required"),
  STOP_WITH_TASK(0x0101036a, "stopWithTask"),
  ACCESSIBILITY_EVENT_TYPES(0x01010380, "accessibilityEventTypes"),
  PACKAGE_NAMES(0x01010381, "packageNames"),
  ACCESSIBILITY_FLAGS(0x01010384, "accessibilityFlags"),
  CAN_RETRIEVE_WINDOW_CONTENT(0x01010385, "canRetrieveWindowContent"),
  ISOLATED_PROCESS(0x010103a9, "isolatedProcess"),
  AUTO_REMOVE_FROM_RECENTS(0x01010447, "autoRemoveFromRecents"),
  DIRECT_BOOT_AWARE(0x01010505, "directBootAware"),
  CAN_PERFORM_GESTURES(0x0101050d, "canPerformGestures"),
  VERSION_CODE_MAJOR(0x01010576, "versionCodeMajor"),
  FOREGROUND_SERVICE_TYPE(0x01010599, "foregroundServiceType");

  private static final Map<Integer, String> NAMES =
      Arrays.stream(values()).collect(Collectors.toMap(a -> a.id, a -> a.xmlName));

  private final int id;
  private final String xmlName;

  ManifestAttribute(int id, String xmlName) {
    this.id = id;
    this.xmlName = xmlName;
  }

  /** {@return the name that goes with a resource id, null when it is none of these} */
  static @Nullable String nameOf(int id) {
    return NAMES.get(id);
  }

  /** {@return the resource id} */
  int id() {
    return id;
  }

  /** {@return the name without prefix} */
  String xmlName() {
    return xmlName;
  }
}
