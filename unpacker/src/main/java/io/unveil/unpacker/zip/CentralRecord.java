package io.unveil.unpacker.zip;

/**
 * One record of the central directory as declared; nothing of it is trusted.
 *
 * @param offset file offset in bytes of the record
 * @param local file offset in bytes of the local header
 * @param counted whether the end record counts it, so that Android sees it
 * @param zip64 whether a value of it is in a Zip64 extra field
 * @param zip64Problem why Android refuses its Zip64 extra field, empty when it does not
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
    long local,
    boolean counted,
    boolean zip64,
    String zip64Problem) {}
