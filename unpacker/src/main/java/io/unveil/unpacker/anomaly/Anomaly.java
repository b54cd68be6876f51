package io.unveil.unpacker.anomaly;

/**
 * The catalogue of deviations. The parameters of a row are what {@link Sighting#detail()} holds.
 * "Android" means libziparchive, ApkAssets, ART and PackageManager of Android 9 and later (AOSP
 * sources); a row that refuses the archive also puts a reason into {@code installable}, for the API
 * levels that have the rule. A row that refuses an entry does so where installation reads that
 * entry: see {@link InstallReads}.
 */
public enum Anomaly {
  /**
   * General purpose bit 0 ("encrypted") is set in a header. Android never reads it. Detail: central
   * and local flags.
   */
  ENCRYPTED_BIT(false),
  /**
   * A ZIP method other than 0 and 8. Android 9 and later read such assets as stored, earlier ones
   * inflate them (AssetManager.cpp), so that a manifest is read by one of them alone, which {@code
   * installable} says. ART refuses such DEX files; StrictJarFile inflates, which refuses a stored
   * entry of an archive with signature scheme v1 alone. Detail: the method.
   */
  UNKNOWN_METHOD(false),
  /** Local and central method differ. Android uses the central one. Detail: both. */
  LOCAL_METHOD_DIFFERS(false),
  /**
   * Local and central CRC-32 or sizes differ although no data descriptor is announced. Android
   * refuses the entry. Detail: both.
   */
  LOCAL_SIZES_DIFFER(Refuses.ENTRY),
  /** Local and central name differ. Android refuses the entry. Detail: both. */
  LOCAL_NAME_DIFFERS(Refuses.ENTRY),
  /**
   * Local and central header disagree on the data descriptor (bit 3). Android uses the local one.
   * Detail: both flags.
   */
  LOCAL_DESCRIPTOR_DIFFERS(false),
  /**
   * A data descriptor says another CRC-32 or other sizes than the central directory, or there is
   * none although the local header announces it. Android looks only where it extracts: ART refuses
   * a deflated or unaligned DEX file (ValidateDataDescriptor); assets and stored, aligned DEX files
   * are read. Detail: both.
   */
  DESCRIPTOR_DIFFERS(Refuses.NOTHING),
  /**
   * The place the central directory names holds no local header. Android refuses the entry. Detail:
   * the place.
   */
  LOCAL_HEADER_MISSING(Refuses.ENTRY),
  /**
   * The central directory puts a local header at or behind its own start. Android refuses the
   * archive (ParseZipArchive). Detail: both offsets.
   */
  LOCAL_HEADER_OUT_OF_RANGE(Refuses.ARCHIVE),
  /**
   * A local header in bytes that no entry of the central directory claims. Android does not see it;
   * we read its data as a piece without an entry. Detail: its name.
   */
  HIDDEN_ENTRY(Refuses.NOTHING),
  /**
   * A DEX file or an archive in bytes that no entry claims. Android does not see it; we read it.
   * Detail: what it is and its size.
   */
  HIDDEN_FILE(Refuses.NOTHING),
  /**
   * The data of an entry runs into the central directory or past the end of the file. Android
   * refuses the entry. Detail: end and bound.
   */
  DATA_OUT_OF_RANGE(Refuses.ENTRY),
  /**
   * Two entries share one name. Android refuses the archive. Detail: the offsets of both central
   * records.
   */
  DUPLICATE_NAME(Refuses.ARCHIVE),
  /**
   * Data of two entries overlap. Android reads both. Detail: the other entry and the bytes shared.
   */
  OVERLAPPING_ENTRIES(false),
  /**
   * A name holds {@code ../} or starts with a slash: harmless to Android, an attack on tools that
   * extract.
   */
  PATH_TRAVERSAL_NAME(false),
  /** A name holds a NUL byte. Android refuses the archive. */
  INVALID_NAME(Refuses.ARCHIVE),
  /**
   * A name is not UTF-8 even by libziparchive's generous rule, which takes overlong forms and
   * surrogates (IsValidEntryName). Android 6 and later refuse the archive. Detail: the name, its
   * bytes as {@code \xNN}.
   */
  NAME_NOT_UTF8(Refuses.ARCHIVE, 23, Refusal.EVERY_API),
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
   * of CVE-2017-13156 (Janus): Android 8.1 and later; earlier ones from patch level 2017-12 on,
   * which is not counted. Detail: the first bytes.
   */
  NO_LOCAL_HEADER_AT_START(Refuses.ARCHIVE, 27, Refusal.EVERY_API),
  /**
   * Bytes between entries, the central directory, the signing block and the end record that belong
   * to none. Detail: the count.
   */
  UNCLAIMED_BYTES(false),
  /** Bytes after the end record and its comment. Android refuses the archive. Detail: the count. */
  TRAILING_BYTES(Refuses.ARCHIVE),
  /**
   * More than one end record; Android uses the last one whose comment would reach the end. Detail:
   * the offset of the other.
   */
  SECOND_END_RECORD(false),
  /** Disk numbers of the end record are not 0. Android does not read them. Detail: the numbers. */
  DISK_NUMBERS(false),
  /**
   * The central directory holds more entries than the end record counts. Android does not see those
   * behind; tools that go by the size do. Detail: both.
   */
  ENTRY_COUNT_DIFFERS(false),
  /** The end record counts no entries. Android refuses the archive. Detail: how many there are. */
  NO_ENTRIES(Refuses.ARCHIVE),
  /**
   * The central directory is not where the end record puts it. Android refuses the archive. Detail:
   * offset and size.
   */
  CENTRAL_DIRECTORY_OUT_OF_RANGE(Refuses.ARCHIVE),
  /** A record of the central directory is cut or has no signature. Android refuses the archive. */
  CENTRAL_DIRECTORY_BROKEN(Refuses.ARCHIVE),
  /**
   * No end record: the file is cut or no ZIP archive. Android refuses it; we walk the local
   * headers.
   */
  NO_END_RECORD(Refuses.ARCHIVE),
  /**
   * A header whose sizes or offset are in a Zip64 extra field. Android 12 and later read it,
   * earlier ones take the 32-bit marks for values and refuse the entry. Detail: the name.
   */
  ZIP64(Refuses.ENTRY, 1, 30),
  /**
   * A Zip64 extra field that is missing, cut, or holds more or fewer values than the marks ask for.
   * Android refuses the entry. Detail: the reason.
   */
  ZIP64_EXTRA_BROKEN(Refuses.ENTRY),
  /**
   * The central directory is placed by a Zip64 end record. Android 12 and later read it, earlier
   * ones take the 32-bit marks for values and refuse the archive. Detail: where it is.
   */
  ZIP64_END_RECORD(Refuses.ARCHIVE, 1, 30),
  /**
   * A field of the end record (also a comment of 65,535 bytes) stands for Zip64, but there is no
   * Zip64 end record. Android 12 and later refuse the archive, earlier ones take the values as they
   * are. Detail: the field.
   */
  ZIP64_END_RECORD_MISSING(Refuses.ARCHIVE, 31, Refusal.EVERY_API),
  /** The data inflates to another size than declared. Android refuses the entry. Detail: both. */
  INFLATED_SIZE_DIFFERS(Refuses.ENTRY),
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
   * The root chunk of a binary XML document is not of type 0x0003. Android 15 and later refuse it
   * (ResXMLTree::init), earlier ones do not look; the rule came during the life of Android 14,
   * whose later builds may have it. Detail: the type.
   */
  XML_ROOT_TYPE(Refuses.ENTRY, 35, Refusal.EVERY_API),
  /**
   * The declared size of a binary XML document is less than its entry; Android reads no further.
   * Detail: both.
   */
  XML_SIZE_DIFFERS(false),
  /**
   * The declared size of a binary XML document exceeds its entry. Android refuses it. Detail: both.
   */
  XML_TRUNCATED(Refuses.ENTRY),
  /** A chunk type that Android does not know; skipped by its size. Detail: the type. */
  XML_UNKNOWN_CHUNK(false),
  /**
   * There is no string pool before the first node, or the last one there declares what cannot be.
   * Android refuses the document (ResXMLTree::setTo returns the pool's error). Detail: the reason.
   */
  XML_STRING_POOL(Refuses.ENTRY),
  /**
   * An attribute, or an element that installation passes over, names a string that is not in the
   * pool, runs out of it or has no 0 at its end; told once for a document. Android throws where it
   * asks for it. Detail: the index.
   */
  XML_STRING(false),
  /**
   * Attribute start or size of an element is not 20. Android honours it as given; AOSP since the
   * first release of Android 16 refuses a size below 20. Detail: both.
   */
  XML_ATTRIBUTE_LAYOUT(false),
  /** An attribute whose resource id and name disagree. Android goes by the id. Detail: both. */
  XML_ATTRIBUTE_NAME(false),
  /**
   * An attribute stands behind one with a greater resource id, told once for a document. Android's
   * lookup passes over it; tools show it. Detail: both ids.
   */
  XML_ATTRIBUTE_ORDER(false),
  /**
   * A node of the document is cut, of a size that cannot be, or an element that installation looks
   * at has no readable name. Android throws there ("Corrupt XML binary file"), so that it does not
   * install an app with such a manifest. Detail: the reason.
   */
  XML_BROKEN_NODE(Refuses.ENTRY),
  /**
   * The document ends before its elements do. Android takes that for its end. Detail: the element.
   */
  XML_UNCLOSED(false),
  /**
   * {@code resources.arsc} is deflated or not aligned to 4 bytes. Refused on install when targetSdk
   * is 30 or more.
   */
  RESOURCES_NOT_MAPPABLE(false),
  /**
   * A chunk of {@code resources.arsc} breaks a rule of LoadedArsc. Android 9 and later do not
   * install the app; earlier ones do and find none of its resources. Detail: the reason.
   */
  RESOURCES_BROKEN_CHUNK(Refuses.ENTRY, 28, Refusal.EVERY_API),
  /**
   * A chunk of {@code resources.arsc} that is not the first in its place runs past its end. Android
   * 9 and later stop there and take what came before (ChunkIterator). Detail: the reason.
   */
  RESOURCES_TRUNCATED(false),
  /**
   * An entry of {@code resources.arsc} that was looked up points outside its chunk or is of a size
   * that cannot be. Android does not find it there. Detail: the reason.
   */
  RESOURCES_BROKEN_ENTRY(false),
  /**
   * Whether a component or the application is enabled is a boolean of {@code resources.arsc} that
   * differs by language, so that phones differ in which components they have. It counts as enabled
   * where it is in any language. Detail: the resource.
   */
  RESOURCES_BOOLEAN_BY_LANGUAGE(false),

  /** The Adler-32 in the header of a DEX file does not hold. ART refuses the file. Detail: both. */
  DEX_CHECKSUM(true),
  /**
   * The SHA-1 in the header of a DEX file does not hold: the file was changed after it was
   * compiled. ART never looks. Detail: both.
   */
  DEX_SIGNATURE(false),
  /**
   * The header of a DEX file gives another file size. ART refuses a larger one, before Android 14 a
   * smaller one too. Detail: both.
   */
  DEX_FILE_SIZE(false),
  /**
   * Header size or endian tag of a DEX file is wrong. ART refuses the file. Detail: both values.
   */
  DEX_HEADER(true),
  /**
   * A version of the DEX format that no Android knows, such as 036. ART refuses the file. Detail:
   * the version.
   */
  DEX_VERSION(true),
  /**
   * A DEX file has a link section. No compiler writes one and ART does not use it, but refuses one
   * that is not in the file. Detail: size and offset.
   */
  DEX_LINK_SECTION(false),
  /** More than 65,535 type or prototype ids. ART refuses the file. Detail: both counts. */
  DEX_TOO_MANY_IDS(true),
  /**
   * A table of a DEX file is not aligned, or a row names what is not there. ART refuses the file.
   * Detail: the first such row.
   */
  DEX_TABLES(true),
  /**
   * The map list of a DEX file is outside the file, out of order or not complete. ART refuses the
   * file. Detail: the first reason.
   */
  DEX_MAP_LIST(true),
  /**
   * Data of a DEX file breaks a rule of ART's verifier: strings, type lists, class data, code items
   * with their tries, encoded arrays, or the order of ids. ART refuses the file. Told when the
   * header, the map list and the tables hold. Detail: the first rule.
   */
  DEX_STRUCTURE(true),
  /**
   * Container size or header offset of a DEX file of version 041 cannot be. ART refuses the file.
   * Detail: both values.
   */
  DEX_CONTAINER(true);

  /** What one deviation costs. */
  private enum Refuses {
    NOTHING,
    ENTRY,
    ARCHIVE
  }

  private final Refuses refuses;
  private final int fromApi;
  private final int toApi;

  Anomaly(boolean refused) {
    this(refused ? Refuses.ENTRY : Refuses.NOTHING);
  }

  Anomaly(Refuses refuses) {
    this(refuses, 1, Refusal.EVERY_API);
  }

  Anomaly(Refuses refuses, int fromApi, int toApi) {
    this.refuses = refuses;
    this.fromApi = fromApi;
    this.toApi = toApi;
  }

  /**
   * {@return whether every Android from {@link Refusal#OLDEST_API} on refuses an archive, or the
   * entry concerned, for this reason alone}
   */
  public boolean refused() {
    return refuses != Refuses.NOTHING
        && fromApi <= Refusal.OLDEST_API
        && toApi >= Refusal.NEWEST_API;
  }

  /** {@return whether some Android refuses an archive or an entry for this reason alone} */
  boolean refusedBySome() {
    return refuses != Refuses.NOTHING;
  }

  /** {@return whether the whole archive is refused, whatever the entry} */
  boolean refusesArchive() {
    return refuses == Refuses.ARCHIVE;
  }

  /** {@return the first API level that refuses} */
  int fromApi() {
    return fromApi;
  }

  /** {@return the last API level that refuses} */
  int toApi() {
    return toApi;
  }
}
