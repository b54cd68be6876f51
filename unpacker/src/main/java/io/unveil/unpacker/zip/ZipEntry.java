package io.unveil.unpacker.zip;

/**
 * One file of the archive, by its central record.
 *
 * @param name name as declared; data, never a path to open
 * @param method ZIP method as declared
 * @param compressedBytes size of the data in the file, cut at the end of the file
 * @param declaredBytes declared inflated size, not trusted
 * @param centralOffset file offset in bytes of the central record, -1 when only a local header was
 *     found
 * @param localHeaderOffset file offset in bytes of the local header
 * @param dataOffset file offset in bytes of the data, inside the file
 * @param readable false when Android refuses to read this entry or would not see it
 * @param descriptorAgrees false when it has a data descriptor that differs from its central record:
 *     ART then refuses to extract it, others do not look
 */
public record ZipEntry(
    String name,
    int method,
    long compressedBytes,
    long declaredBytes,
    long centralOffset,
    long localHeaderOffset,
    long dataOffset,
    boolean readable,
    boolean descriptorAgrees) {
  ZipEntry withDescriptorDiffering() {
    return new ZipEntry(
        name,
        method,
        compressedBytes,
        declaredBytes,
        centralOffset,
        localHeaderOffset,
        dataOffset,
        readable,
        false);
  }
}
