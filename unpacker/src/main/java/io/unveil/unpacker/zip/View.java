package io.unveil.unpacker.zip;

/**
 * Who reads an entry: three parts of Android take an unknown ZIP method in three ways, so one
 * {@code open} would be wrong for two of them.
 */
public enum View {
  /**
   * AssetManager and ApkAssets: manifest, resources, assets. Whatever is not 8 is stored
   * (AssetsProvider.cpp).
   */
  ASSET,
  /**
   * ART: DEX files. Only 0 and 8; others do not load, and we then read them as stored. (libdexfile)
   */
  DEX,
  /** StrictJarFile: v1 signatures. Whatever is not 0 is deflated. */
  JAR_V1;

  /** {@return the method that this consumer takes a declared one for: 0 or 8} */
  int effectiveMethod(int declared) {
    return switch (this) {
      case ASSET, DEX -> declared == EntryInflater.DEFLATED ? EntryInflater.DEFLATED : 0;
      case JAR_V1 -> declared == 0 ? 0 : EntryInflater.DEFLATED;
    };
  }
}
