package io.unveil.unpacker.anomaly;

/**
 * The catalogue of deviations. The parameters of a row are what {@link Sighting#detail()} holds.
 * "Android" means libziparchive, ApkAssets, ART and PackageManager of Android 9 and later (AOSP
 * sources); a row that says "refuses" also puts a reason into {@code installable}.
 */
public enum Anomaly {
  /**
   * General purpose bit 0 ("encrypted") is set in a header. Android never reads it. Detail: central
   * and local flags.
   */
  ENCRYPTED_BIT(false),
  /**
   * A ZIP method other than 0 and 8. Android reads such assets as stored; ART refuses such DEX
   * files. Detail: the method.
   */
  UNKNOWN_METHOD(false),
  /** Local and central method differ. Android uses the central one. Detail: both. */
  LOCAL_METHOD_DIFFERS(false),
  /**
   * Local and central CRC-32 or sizes differ although no data descriptor is announced. Android
   * refuses the entry. Detail: both.
   */
  LOCAL_SIZES_DIFFER(true),
  /** Local and central name differ. Android refuses the entry. Detail: both. */
  LOCAL_NAME_DIFFERS(true),
  /**
   * Local and central header disagree on the data descriptor (bit 3). Android uses the local one.
   * Detail: both flags.
   */
  LOCAL_DESCRIPTOR_DIFFERS(false),
  /**
   * The place the central directory names holds no local header, or it ends past the central
   * directory. Android refuses the entry.
   */
  LOCAL_HEADER_MISSING(true),
  /**
   * The data of an entry runs into the central directory or past the end of the file. Android
   * refuses the entry. Detail: end and bound.
   */
  DATA_OUT_OF_RANGE(true),
  /**
   * Two entries share one name. Android refuses the archive. Detail: the offsets of both central
   * records.
   */
  DUPLICATE_NAME(true),
  /**
   * Data of two entries overlap. Android reads both. Detail: the other entry and the bytes shared.
   */
  OVERLAPPING_ENTRIES(false),
  /**
   * A name holds {@code ../} or starts with a slash: harmless to Android, an attack on tools that
   * extract.
   */
  PATH_TRAVERSAL_NAME(false),
  /** A name holds a NUL byte or is not UTF-8. Android refuses the archive. */
  INVALID_NAME(true),
  /**
   * A name of more than 255 bytes, which file systems cannot hold: stops tools that extract.
   * Detail: the length.
   */
  LONG_NAME(false),
  /**
   * An entry that is named like a folder ({@code AndroidManifest.xml/}) beside the file of that
   * name.
   */
  FOLDER_SHADOWS_FILE(false),
  /**
   * The file does not start with a local header ({@code PK\3\4}). Android refuses it since the fix
   * of CVE-2017-13156 (Janus). Detail: the first bytes.
   */
  NO_LOCAL_HEADER_AT_START(true),
  /**
   * Bytes between entries, the central directory, the signing block and the end record that belong
   * to none. Detail: the count.
   */
  UNCLAIMED_BYTES(false),
  /** Bytes after the end record and its comment. Android refuses the archive. Detail: the count. */
  TRAILING_BYTES(true),
  /**
   * More than one end record; Android uses the last one whose comment would reach the end. Detail:
   * the offset of the other.
   */
  SECOND_END_RECORD(false),
  /** Disk numbers of the end record are not 0. Android does not read them. Detail: the numbers. */
  DISK_NUMBERS(false),
  /**
   * The end record counts other entries than the central directory holds. Android refuses when
   * fewer are there. Detail: both.
   */
  ENTRY_COUNT_DIFFERS(false),
  /**
   * The central directory is not where the end record puts it. Android refuses the archive. Detail:
   * offset and size.
   */
  CENTRAL_DIRECTORY_OUT_OF_RANGE(true),
  /** A record of the central directory is cut or has no signature. Android refuses the archive. */
  CENTRAL_DIRECTORY_BROKEN(true),
  /**
   * No end record: the file is cut or no ZIP archive. Android refuses it; we walk the local
   * headers.
   */
  NO_END_RECORD(true),
  /** Zip64 records in an archive that needs none. */
  ZIP64(false),
  /** The data inflates to another size than declared. Android refuses the entry. Detail: both. */
  INFLATED_SIZE_DIFFERS(true),
  /**
   * An entry declares more than 200 times its compressed size, from 64 MiB on. Detail: both sizes.
   */
  EXTREME_RATIO(false),
  /**
   * DEX files are not numbered without a gap; ART loads only those before it. Detail: the missing
   * name.
   */
  DEX_NUMBER_GAP(false),

  /**
   * The root chunk of a binary XML document is not of type 0x0003. Android does not look. Detail:
   * the type.
   */
  XML_ROOT_TYPE(false),
  /**
   * The declared size of a binary XML document is less than its entry; Android reads no further.
   * Detail: both.
   */
  XML_SIZE_DIFFERS(false),
  /**
   * The declared size of a binary XML document exceeds its entry. Android refuses it. Detail: both.
   */
  XML_TRUNCATED(true),
  /** A chunk type that Android does not know; skipped by its size. Detail: the type. */
  XML_UNKNOWN_CHUNK(false),
  /** The string pool declares strings or offsets that cannot be. Detail: both values. */
  XML_STRING_POOL(false),
  /** Attribute start or size of an element is not 20. Android honours it as given. Detail: both. */
  XML_ATTRIBUTE_LAYOUT(false),
  /** An attribute whose resource id and name disagree. Android goes by the id. Detail: both. */
  XML_ATTRIBUTE_NAME(false),
  /**
   * An attribute stands behind one with a greater resource id, told once for a document. Android's
   * lookup passes over it; tools show it. Detail: both ids.
   */
  XML_ATTRIBUTE_ORDER(false),
  /**
   * A node of the document is cut or of a size that cannot be; Android stops reading there. Detail:
   * the reason.
   */
  XML_BROKEN_NODE(false),
  /**
   * {@code resources.arsc} is deflated or not aligned to 4 bytes. Refused on install when targetSdk
   * is 30 or more.
   */
  RESOURCES_NOT_MAPPABLE(false),
  /**
   * A chunk of {@code resources.arsc} is cut, overlaps, or points outside itself. Detail: the
   * reason.
   */
  RESOURCES_BROKEN_CHUNK(false);

  private final boolean refused;

  Anomaly(boolean refused) {
    this.refused = refused;
  }

  /** {@return whether Android refuses an archive, or the entry concerned, for this reason alone} */
  public boolean refused() {
    return refused;
  }
}
