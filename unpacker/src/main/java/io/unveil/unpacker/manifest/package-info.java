/**
 * {@code AndroidManifest.xml} as Android reads it: a binary-XML reader after AOSP's {@code
 * ResXMLTree}, attributes known by resource id rather than by name, references resolved against the
 * resource table only where a detector needs the value.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.manifest;
