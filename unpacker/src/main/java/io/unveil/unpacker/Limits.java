package io.unveil.unpacker;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Bounds on what one sample may make us do. All are checked before memory is taken; a limit that is
 * hit ends up in the result as {@code partial}, never as silence. Defaults and their reasons:
 * {@code docs/known-limits.md}.
 *
 * @param maxFileBytes size of one APK in bytes
 * @param maxEntries entries of one ZIP archive
 * @param maxCentralDirectoryBytes size of the central directory in bytes
 * @param maxEntryBytes inflated bytes of one entry
 * @param maxInflatedBytes inflated bytes of one APK, all entries together
 * @param maxManifestBytes inflated bytes of the manifest
 * @param maxXmlDepth nested elements of a binary XML document
 * @param maxResourceTableBytes inflated bytes of {@code resources.arsc}
 * @param maxDexFiles DEX files of one APK
 * @param maxDexBytes inflated bytes of one DEX file
 * @param maxTotalDexBytes inflated bytes of all DEX files of one APK that are held together
 * @param maxClasses classes of all DEX files of one APK
 * @param maxMethods methods with code of all DEX files of one APK
 * @param maxAnomalies anomalies that are kept; further ones are only counted
 * @param maxNestingDepth archives inside archives; 1 reads those that lie directly in the file
 * @param maxNestedFiles archives inside one APK that are read, at all depths together
 * @param maxXmlStrings strings of one binary XML document
 * @param maxResourceEntries entries of {@code resources.arsc}, all configurations together
 * @param maxCertificates certificates of one APK's signatures, all schemes and lineages together
 * @param maxSignatureBytes size of one certificate, one signature block of scheme v1 or the head of
 *     its signature file in bytes
 * @param ratioAlarm declared size over compressed size of an entry from which on it is an anomaly
 * @param ratioAlarmFromBytes declared size below which no ratio is an anomaly
 */
public record Limits(
    long maxFileBytes,
    int maxEntries,
    long maxCentralDirectoryBytes,
    long maxEntryBytes,
    long maxInflatedBytes,
    long maxManifestBytes,
    int maxXmlDepth,
    long maxResourceTableBytes,
    int maxDexFiles,
    long maxDexBytes,
    long maxTotalDexBytes,
    int maxClasses,
    int maxMethods,
    int maxAnomalies,
    int maxNestingDepth,
    int maxNestedFiles,
    int maxXmlStrings,
    int maxResourceEntries,
    int maxCertificates,
    int maxSignatureBytes,
    int ratioAlarm,
    long ratioAlarmFromBytes) {
  /** By the name that settings use. */
  private static final SequencedMap<String, RecordComponent> COMPONENTS = new LinkedHashMap<>();

  static {
    for (RecordComponent component : Limits.class.getRecordComponents()) {
      COMPONENTS.put(settingName(component), component);
    }
  }

  /** What {@code scan} and the workers use unless configured otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          512L << 20,
          100_000,
          64L << 20,
          512L << 20,
          2L << 30,
          64L << 20,
          256,
          256L << 20,
          200,
          256L << 20,
          256L << 20,
          500_000,
          5_000_000,
          1_000,
          5,
          500,
          1_000_000,
          4_000_000,
          200,
          1 << 20,
          200,
          64L << 20);

  /**
   * {@return the same, with no more held together than a heap has room for} The index over code
   * takes up to four bytes for each of DEX while it is made, so a quarter of the heap. A resource
   * table needs up to three times its size while it grows, and one of an archive inside is read
   * while that of the file is held, so an eighth.
   *
   * @param heapBytes largest heap that one sample may fill
   */
  public Limits forHeap(long heapBytes) {
    long heap = Math.max(0, heapBytes);
    return with("max-total-dex-bytes", Math.min(maxTotalDexBytes, heap / 4))
        .with("max-resource-table-bytes", Math.min(maxResourceTableBytes, heap / 8))
        .with("max-manifest-bytes", Math.min(maxManifestBytes, heap / 8));
  }

  /** {@return every bound by the name that settings use, such as {@code max-entry-bytes}} */
  public SequencedMap<String, Long> byName() {
    SequencedMap<String, Long> all = new LinkedHashMap<>();
    COMPONENTS.forEach((name, component) -> all.put(name, value(component)));
    return all;
  }

  /**
   * {@return the same with one bound changed}
   *
   * @param name as in {@link #byName()}
   * @throws IllegalArgumentException when there is no such bound, or {@code value} is below 0 or
   *     does not fit; the message names the bound
   */
  public Limits with(String name, long value) {
    if (!COMPONENTS.containsKey(name)) {
      throw new IllegalArgumentException("there is no limit '" + name + "'");
    }
    RecordComponent[] components = COMPONENTS.values().toArray(RecordComponent[]::new);
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean named = components[i].equals(COMPONENTS.get(name));
      types[i] = components[i].getType();
      values[i] = fitting(types[i], name, named ? value : value(components[i]));
    }
    try {
      return Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record has its canonical constructor", e);
    }
  }

  /** {@return that a bound was hit, to be kept in the result} */
  public LimitHit hit(String name, String where) {
    RecordComponent component = COMPONENTS.get(name);
    if (component == null) {
      throw new IllegalArgumentException("there is no limit '" + name + "'");
    }
    return new LimitHit(name, value(component), where);
  }

  private static Object fitting(Class<?> type, String name, long value) {
    if (value < 0 || (type == int.class && value > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " cannot be " + value);
    }
    if (type == int.class) {
      return (int) value;
    }
    return value;
  }

  private long value(RecordComponent component) {
    try {
      return ((Number) component.getAccessor().invoke(this)).longValue();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("accessors of a record can be called", e);
    }
  }

  private static String settingName(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
