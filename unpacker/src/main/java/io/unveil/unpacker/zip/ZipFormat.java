package io.unveil.unpacker.zip;

/** Constants of PKWARE's APPNOTE.TXT that libziparchive reads; sizes in bytes. */
final class ZipFormat {
  /** {@code PK\3\4}. */
  static final int LOCAL_SIGNATURE = 0x04034b50;

  static final int LOCAL_BYTES = 30;

  /** {@code PK\1\2}. */
  static final int CENTRAL_SIGNATURE = 0x02014b50;

  static final int CENTRAL_BYTES = 46;

  /** {@code PK\5\6}. */
  static final int END_SIGNATURE = 0x06054b50;

  static final int END_BYTES = 22;

  /** {@code PK\7\8}, optional before a data descriptor. */
  static final int DESCRIPTOR_SIGNATURE = 0x08074b50;

  /** Most bytes of a data descriptor: signature, CRC-32, two sizes of 8 bytes. */
  static final int MAX_DESCRIPTOR_BYTES = 24;

  /** {@code PK\6\7}. */
  static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;

  static final int ZIP64_LOCATOR_BYTES = 20;

  /** {@code PK\6\6}. */
  static final int ZIP64_END_SIGNATURE = 0x06064b50;

  /** Size of a Zip64 end record without its extensible part. */
  static final int ZIP64_END_BYTES = 56;

  static final int ZIP64_EXTRA_ID = 0x0001;

  /** A 32-bit field whose value is in a Zip64 record. */
  static final long SATURATED = 0xFFFF_FFFFL;

  /** General purpose bit 0: encrypted. */
  static final int FLAG_ENCRYPTED = 1;

  /** General purpose bit 3: sizes follow the data. */
  static final int FLAG_DESCRIPTOR = 1 << 3;

  /** Last bytes of an APK Signing Block, which ends where the central directory starts. */
  static final String SIGNING_BLOCK_MAGIC = "APK Sig Block 42";

  private ZipFormat() {}
}
