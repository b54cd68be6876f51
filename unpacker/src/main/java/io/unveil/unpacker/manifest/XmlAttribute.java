package io.unveil.unpacker.manifest;

import io.unveil.unpacker.resources.ResourceValue;
import org.jspecify.annotations.Nullable;

/**
 * @param namespace namespace URI or null
 * @param name name in the document; not what Android goes by when there is an id
 * @param id resource id of the attribute, 0 for none
 * @param value typed value
 * @param text the string of a string value, or null
 * @param raw the value as it was written, or null; what Android reads where it asks by name
 */
record XmlAttribute(
    @Nullable String namespace,
    String name,
    int id,
    ResourceValue value,
    @Nullable String text,
    @Nullable String raw) {}
