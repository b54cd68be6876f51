package io.unveil.unpacker.manifest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param name tag
 * @param attributes in document order
 * @param children elements in document order; filled while reading
 */
record XmlElement(String name, List<XmlAttribute> attributes, List<XmlElement> children) {
  private static final String ANDROID = "http://schemas.android.com/apk/res/android";

  XmlElement(String name, List<XmlAttribute> attributes) {
    this(name, attributes, new ArrayList<>());
  }

  /**
   * {@return the attribute as Android finds it: by id; by name only where a document has no ids}
   */
  @Nullable XmlAttribute find(ManifestAttribute wanted) {
    XmlAttribute named = null;
    for (XmlAttribute attribute : attributes) {
      if (attribute.id() == wanted.id()) {
        return attribute;
      }
      if (named == null
          && attribute.id() == 0
          && attribute.name().equals(wanted.xmlName())
          && ANDROID.equals(attribute.namespace())) {
        named = attribute;
      }
    }
    return named;
  }

  /** {@return the text of an attribute without namespace, such as {@code package}, or null} */
  @Nullable String plain(String name) {
    for (XmlAttribute attribute : attributes) {
      if (attribute.name().equals(name)
          && (attribute.namespace() == null || attribute.namespace().isEmpty())) {
        return attribute.text();
      }
    }
    return null;
  }

  /** {@return the children with a tag} */
  List<XmlElement> all(String tag) {
    return children.stream().filter(child -> child.name.equals(tag)).toList();
  }
}
