package io.unveil.unpacker.zip;

/**
 * Who reads an entry: three parts of Android take an unknown ZIP method in three ways, so one
 * {@code open} would be wrong for two of them.
 */
public enum View {
  /**
   * ApkAssets since Android 9 (API 28): manifest, resources, assets. Whatever is not 8 is stored
   * (AssetsProvider.cpp).
   */
  ASSET,
  /**
   * AssetManager up to Android 8.1 (API 27): manifest, resources, assets. Whatever is not 0 is
   * deflated (AssetManager.cpp, {@code openAssetFromZipLocked}).
   */
  ASSET_BEFORE_28,
  /**
   * ART: DEX files. Only 0 and 8; others do not load, and we then read them as stored. (libdexfile)
   */
  DEX,
  /** StrictJarFile: v1 signatures. Whatever is not 0 is deflated. */
  JAR_V1;

  /** ART maps a stored DEX file where it lies only when its header is aligned (zip_archive.cc). */
  private static final int DEX_ALIGNMENT = 4;

  /** {@return the method that this consumer takes a declared one for: 0 or 8} */
  int effectiveMethod(int declared) {
    return switch (this) {
      case ASSET, DEX -> declared == EntryInflater.DEFLATED ? EntryInflater.DEFLATED : 0;
      case JAR_V1, ASSET_BEFORE_28 -> declared == 0 ? 0 : EntryInflater.DEFLATED;
    };
  }

  /** {@return whether this consumer inflates the data of an entry} */
  public boolean inflates(ZipEntry entry) {
    return effectiveMethod(entry.method()) == EntryInflater.DEFLATED;
  }

  /**
   * {@return whether this consumer reads such an entry at all, its data aside}
   *
   * @param entry an entry that FindEntry gives
   */
  boolean takes(ZipEntry entry) {
    if (this != DEX) {
      return true;
    }
    boolean extracted = entry.method() != 0 || entry.dataOffset() % DEX_ALIGNMENT != 0;
    return (entry.method() == 0 || entry.method() == EntryInflater.DEFLATED)
        && (entry.descriptorAgrees() || !extracted);
  }
}
