package io.unveil.unpacker.manifest;

import io.unveil.unpacker.Limits;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceValue;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A binary XML document in a form for people: attributes under the name that Android goes by (their
 * resource id), values with the names of the resources that they refer to.
 *
 * @param tag name of the element
 * @param attributes in document order
 * @param children in document order, at most {@link Limits#maxXmlDepth()} deep
 */
public record DecodedXml(String tag, List<Attribute> attributes, List<DecodedXml> children) {
  private static final String ANDROID = "http://schemas.android.com/apk/res/android";

  /** Package part of ids of Android's own resources. */
  private static final int FRAMEWORK = 0x01;

  /** Copies the lists. */
  public DecodedXml {
    attributes = List.copyOf(attributes);
    children = List.copyOf(children);
  }

  /**
   * @param name with its prefix, such as {@code android:label}, by the resource id where there is
   *     one
   * @param id resource id of the attribute in hex, null when it has none
   * @param value as aapt writes it: text, number, {@code @string/app_name}, or {@code @0x7f010001}
   *     when the name is not known
   */
  public record Attribute(String name, @Nullable String id, String value) {}

  /**
   * {@return the document as far as it could be read, null when it has no element}
   *
   * @param document its bytes
   * @param file name of the entry, for messages
   * @param names gives {@code type/entry} of a resource id, or null
   * @param sightings receives deviations
   * @param unread receives what could not be read
   */
  public static @Nullable DecodedXml read(
      MemorySegment document,
      String file,
      IntFunction<@Nullable String> names,
      Limits limits,
      Sightings sightings,
      Unread unread) {
    XmlElement root = XmlReader.read(document, file, limits, sightings, unread);
    return root == null ? null : decoded(root, names);
  }

  /** Recursion is as deep as the reader allows. */
  private static DecodedXml decoded(XmlElement element, IntFunction<@Nullable String> names) {
    List<Attribute> attributes = new ArrayList<>(element.attributes().size());
    for (XmlAttribute attribute : element.attributes()) {
      attributes.add(
          new Attribute(
              name(attribute, names),
              attribute.id() == 0 ? null : hex(attribute.id()),
              value(attribute, names)));
    }
    List<DecodedXml> children = new ArrayList<>(element.children().size());
    element.children().forEach(child -> children.add(decoded(child, names)));
    return new DecodedXml(element.name(), attributes, children);
  }

  private static String name(XmlAttribute attribute, IntFunction<@Nullable String> names) {
    String own = attribute.name();
    if (attribute.id() == 0) {
      String namespace = attribute.namespace();
      return namespace == null || namespace.isEmpty() ? own : prefix(namespace) + own;
    }
    String known = names.apply(attribute.id());
    String simple = known == null ? own : known.substring(known.indexOf('/') + 1);
    return (attribute.id() >>> 24 == FRAMEWORK ? "android:" : "app:") + simple;
  }

  private static String prefix(String namespace) {
    return namespace.equals(ANDROID) ? "android:" : "{" + namespace + "}";
  }

  private static String value(XmlAttribute attribute, IntFunction<@Nullable String> names) {
    ResourceValue value = attribute.value();
    String text = attribute.text();
    return switch (value.type()) {
      case ResourceValue.STRING -> text == null ? "" : text;
      case ResourceValue.REFERENCE, ResourceValue.DYNAMIC_REFERENCE ->
          value.data() == 0 ? "@null" : reference('@', value.data(), names);
      case ResourceValue.ATTRIBUTE -> reference('?', value.data(), names);
      case ResourceValue.FLOAT -> Float.toString(Float.intBitsToFloat(value.data()));
      case ResourceValue.BOOLEAN -> String.valueOf(value.data() != 0);
      case ResourceValue.HEXADECIMAL -> "0x" + Integer.toHexString(value.data());
      default ->
          value.isInteger()
              ? String.valueOf(value.data())
              : String.format(Locale.ROOT, "(type 0x%x)0x%x", value.type(), value.data());
    };
  }

  private static String reference(char mark, int id, IntFunction<@Nullable String> names) {
    String known = names.apply(id);
    if (known == null) {
      return mark + hex(id);
    }
    return mark + (id >>> 24 == FRAMEWORK ? "android:" : "") + known;
  }

  private static String hex(int id) {
    return String.format(Locale.ROOT, "0x%08x", id);
  }
}
