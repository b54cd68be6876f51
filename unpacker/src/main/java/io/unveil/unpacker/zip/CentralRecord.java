package io.unveil.unpacker.zip;

/**
 * One record of the central directory as declared; nothing of it is trusted.
 *
 * @param offset file offset in bytes of the record
 * @param local file offset in bytes of the local header
 */
record CentralRecord(
    String name,
    int nameBytes,
    int flags,
    int method,
    long crc,
    long compressed,
    long size,
    long offset,
    long local) {
  boolean hasDescriptor() {
    return (flags & ZipFormat.FLAG_DESCRIPTOR) != 0;
  }
}
