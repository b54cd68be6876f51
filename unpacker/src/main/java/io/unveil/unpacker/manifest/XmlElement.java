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
  XmlElement(String name, List<XmlAttribute> attributes) {
    this(name, attributes, new ArrayList<>());
  }

  /**
   * {@return the attribute as Android finds it: by id alone, in one walk over attributes sorted by
   * id, so that one behind a greater id is passed over (AOSP's AttributeResolution.cpp, {@code
   * RetrieveAttributes})}
   */
  @Nullable XmlAttribute find(ManifestAttribute wanted) {
    for (XmlAttribute attribute : attributes) {
      if (attribute.id() == wanted.id()) {
        return attribute;
      }
      if (Integer.compareUnsigned(attribute.id(), wanted.id()) > 0) {
        return null;
      }
    }
    return null;
  }

  /**
   * {@return the text of an attribute without namespace, such as {@code package}, or null; as it
   * was written before what its type says ({@code XmlBlock.Parser#getAttributeValue})}
   */
  @Nullable String plain(String name) {
    for (XmlAttribute attribute : attributes) {
      if (attribute.name().equals(name) && attribute.namespace() == null) {
        return attribute.raw() == null ? attribute.text() : attribute.raw();
      }
    }
    return null;
  }

  /** {@return the children with a tag} */
  List<XmlElement> all(String tag) {
    List<XmlElement> found = null;
    for (XmlElement child : children) {
      if (child.name.equals(tag)) {
        found = found == null ? new ArrayList<>() : found;
        found.add(child);
      }
    }
    return found == null ? List.of() : found;
  }
}
