/**
 * Hostile APK bytes to immutable records. Start at {@link io.unveil.unpacker.ApkUnpacker#unpack}.
 * Nothing here opens a socket, writes a file, logs, or trusts a size that a sample declares.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker;
