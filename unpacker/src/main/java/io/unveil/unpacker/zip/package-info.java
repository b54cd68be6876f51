/**
 * The archive as Android reads it: central directory by libziparchive's acceptance rules, one view
 * per consumer.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.zip;
