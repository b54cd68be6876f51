package io.unveil.unpacker.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
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

  /**
   * {@return the text of an attribute of Android's namespace, found by its name as {@code
   * XmlBlock.Parser#getAttributeValue} does, whatever its id; null when absent or no string}
   */
  @Nullable String androidNamed(String name) {
    for (XmlAttribute attribute : attributes) {
      if (attribute.name().equals(name) && ANDROID.equals(attribute.namespace())) {
        return attribute.raw() == null ? attribute.text() : attribute.raw();
      }
    }
    return null;
  }

  /**
   * {@return the elements that the package parser meets inside this one, in document order} Since
   * Android 11 it does not skip what lies inside most elements that have no children by the rules:
   * the loop around them goes on there ({@code ParsingPackageUtils}). Before, it skipped them.
   *
   * @param passed tags of children whose own children are met too
   */
  List<XmlElement> met(Set<String> passed) {
    boolean plain = true;
    for (XmlElement child : children) {
      plain &= child.children.isEmpty() || !passed.contains(child.name);
    }
    if (plain) {
      return children;
    }
    List<XmlElement> met = new ArrayList<>();
    Deque<XmlElement> waiting = new ArrayDeque<>(children);
    while (!waiting.isEmpty()) {
      XmlElement next = waiting.pop();
      met.add(next);
      if (passed.contains(next.name)) {
        next.children.reversed().forEach(waiting::push);
      }
    }
    return met;
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
