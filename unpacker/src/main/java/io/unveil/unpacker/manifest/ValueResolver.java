package io.unveil.unpacker.manifest;

import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.resources.ResourceTable;
import io.unveil.unpacker.resources.ResourceValue;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values of attributes as the package parser takes them; opens the resource table at the first
 * reference.
 */
final class ValueResolver {
  /**
   * What Android takes a code name such as {@code "Q"} for: {@code VERSION_CODES.CUR_DEVELOPMENT}.
   */
  private static final int CODE_NAME_API = 10_000;

  private final Supplier<@Nullable ResourceTable> resources;

  ValueResolver(Supplier<@Nullable ResourceTable> resources) {
    this.resources = resources;
  }

  private @Nullable ResourceTable table() {
    return resources.get();
  }

  /** {@return the value as text: strings resolved, other references in hex; null when absent} */
  @Nullable String text(XmlElement element, ManifestAttribute wanted) {
    XmlAttribute attribute = element.find(wanted);
    if (attribute == null) {
      return null;
    }
    ResourceValue value = attribute.value();
    if (value.isReference()) {
      String string = resolvedText(value.data());
      return string == null ? hex(value.data()) : string;
    }
    return value.type() == ResourceValue.NULL || value.type() == ResourceValue.STRING
        ? attribute.text()
        : plain(value);
  }

  private @Nullable String resolvedText(int id) {
    ResourceTable table = table();
    if (table == null) {
      return null;
    }
    String string = table.string(id);
    ResourceValue value = string == null ? table.value(id) : null;
    return value != null && value.isInteger() ? plain(value) : string;
  }

  private static String plain(ResourceValue value) {
    return switch (value.type()) {
      case ResourceValue.BOOLEAN -> String.valueOf(value.data() != 0);
      case ResourceValue.FLOAT -> String.valueOf(Float.intBitsToFloat(value.data()));
      case ResourceValue.HEXADECIMAL -> "0x" + Integer.toHexString(value.data());
      default -> value.isInteger() ? String.valueOf(value.data()) : hex(value.data());
    };
  }

  static String hex(int id) {
    return "0x" + HexFormat.of().toHexDigits(id);
  }

  /** {@return a label: like text, but null when it does not resolve} */
  @Nullable String label(XmlElement element) {
    return string(element, ManifestAttribute.LABEL);
  }

  /** {@return a string, null when it is absent, no string, or does not resolve} */
  @Nullable String string(XmlElement element, ManifestAttribute wanted) {
    XmlAttribute attribute = element.find(wanted);
    if (attribute == null || !attribute.value().isReference()) {
      return attribute == null ? null : attribute.text();
    }
    ResourceTable table = table();
    return table == null ? null : table.string(attribute.value().data());
  }

  /** {@return the file of an icon, or its id in hex, or null when absent} */
  @Nullable String icon(XmlElement element) {
    XmlAttribute attribute = element.find(ManifestAttribute.ICON);
    if (attribute == null || !attribute.value().isReference()) {
      return attribute == null ? null : attribute.text();
    }
    ResourceTable table = table();
    String file = table == null ? null : table.file(attribute.value().data());
    return file == null ? hex(attribute.value().data()) : file;
  }

  /** {@return the id of a reference, not followed; 0 when absent or none} */
  int id(XmlElement element, ManifestAttribute wanted) {
    XmlAttribute attribute = element.find(wanted);
    return attribute == null || !attribute.value().isReference() ? 0 : attribute.value().data();
  }

  /** {@return a boolean by API level, of a device without a language} */
  ApiBoolean booleans(XmlElement element, ManifestAttribute wanted, boolean absent) {
    return booleans(element, wanted, absent, ResourceTable::booleans);
  }

  /** {@return a boolean by API level, true where it is in any language} */
  ApiBoolean booleansOfAnyLanguage(XmlElement element, ManifestAttribute wanted, boolean absent) {
    return booleans(element, wanted, absent, ResourceTable::booleansOfAnyLanguage);
  }

  private ApiBoolean booleans(
      XmlElement element,
      ManifestAttribute wanted,
      boolean absent,
      BiFunction<ResourceTable, Integer, SortedMap<Integer, Boolean>> lookup) {
    XmlAttribute attribute = element.find(wanted);
    if (attribute == null) {
      return ApiBoolean.of(absent);
    }
    ResourceValue value = attribute.value();
    ResourceTable table = value.isReference() ? table() : null;
    if (table == null) {
      return ApiBoolean.of(bool(attribute, absent));
    }
    SortedMap<Integer, Boolean> byApi = lookup.apply(table, value.data());
    byApi.putIfAbsent(0, absent);
    return new ApiBoolean(byApi);
  }

  /** {@return a boolean as the newest Android takes it} */
  boolean bool(XmlElement element, ManifestAttribute wanted, boolean absent) {
    return booleans(element, wanted, absent).at(Refusal.NEWEST_API);
  }

  private static boolean bool(XmlAttribute attribute, boolean absent) {
    if (attribute.value().isInteger()) {
      return attribute.value().data() != 0;
    }
    String text = attribute.text();
    return (text == null || text.isEmpty()) ? absent : ResourceTable.isTrue(text);
  }

  /** {@return an integer in the default configuration} */
  int integer(XmlElement element, ManifestAttribute wanted, int absent) {
    XmlAttribute attribute = element.find(wanted);
    if (attribute == null) {
      return absent;
    }
    ResourceValue value = attribute.value();
    ResourceTable table = value.isReference() ? table() : null;
    ResourceValue resolved = table == null ? value : table.value(value.data());
    if (resolved != null && resolved.isInteger()) {
      return resolved.data();
    }
    return attribute.text() == null ? absent : parsed(attribute.text(), absent);
  }

  /**
   * {@return an integer in the default configuration, where the package parser takes no other type}
   */
  int integerOnly(XmlElement element, ManifestAttribute wanted, int absent) {
    XmlAttribute attribute = element.find(wanted);
    if (attribute == null) {
      return absent;
    }
    ResourceValue value = attribute.value();
    ResourceTable table = value.isReference() ? table() : null;
    ResourceValue resolved = table == null ? value : table.value(value.data());
    return resolved != null && resolved.isInteger() ? resolved.data() : absent;
  }

  private static int parsed(String text, int absent) {
    try {
      return Integer.decode(text.strip());
    } catch (NumberFormatException e) {
      return absent;
    }
  }

  /** {@return an API level; a code name counts as the development version} */
  int api(XmlElement element, ManifestAttribute wanted, int absent) {
    String text = text(element, wanted);
    return (text == null || text.isEmpty()) ? absent : parsed(text, CODE_NAME_API);
  }
}
