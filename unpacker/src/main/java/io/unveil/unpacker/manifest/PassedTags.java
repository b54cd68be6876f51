package io.unveil.unpacker.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Elements of the manifest that the package parser of Android 11 and later leaves without reading
 * to their end, so that what lies inside counts as if it lay beside (AOSP's ParsingPackageUtils,
 * ParsedActivityUtils, ParsedServiceUtils, ParsedProviderUtils, ParsedIntentInfoUtils). Elements it
 * does not know in a place, it skips with all that is in them.
 */
final class PassedTags {
  private static final Set<String> MANIFEST =
      Set.of(
          "adopt-permissions",
          "original-package",
          "overlay",
          "protected-broadcast",
          "restrict-update",
          "supports-screens",
          "uses-configuration",
          "uses-feature");

  /** Of {@code <application>}. */
  private static final Set<String> APPLICATION =
      Set.of(
          "library",
          "meta-data",
          "profileable",
          "property",
          "sdk-library",
          "static-library",
          "uses-library",
          "uses-native-library",
          "uses-package",
          "uses-sdk-library",
          "uses-static-library");

  /** Of activities, services, receivers and providers. */
  private static final Set<String> COMPONENT =
      Set.of("grant-uri-permission", "layout", "meta-data", "path-permission", "property");

  private static final Set<String> FILTER = Set.of("action", "category", "data");

  private PassedTags() {}

  /**
   * {@return what is met inside {@code <manifest>}; of several {@code <application>} only the first
   * is read as one, of the others what is inside}
   */
  static List<XmlElement> manifest(XmlElement root) {
    List<XmlElement> met = new ArrayList<>();
    boolean application = false;
    for (XmlElement element : root.met(MANIFEST)) {
      if (element.name().equals("application") && application) {
        met.addAll(element.met(MANIFEST));
      } else {
        application |= element.name().equals("application");
        met.add(element);
      }
    }
    return met;
  }

  static List<XmlElement> application(XmlElement application) {
    return application.met(APPLICATION);
  }

  static List<XmlElement> component(XmlElement component) {
    return component.met(COMPONENT);
  }

  static List<XmlElement> filter(XmlElement filter) {
    return filter.met(FILTER);
  }

  /** {@return those with a tag} */
  static List<XmlElement> all(List<XmlElement> met, String tag) {
    List<XmlElement> found = null;
    for (XmlElement element : met) {
      if (element.name().equals(tag)) {
        found = found == null ? new ArrayList<>() : found;
        found.add(element);
      }
    }
    return found == null ? List.of() : found;
  }
}
