package io.unveil.deploy.config;

import static java.util.Objects.requireNonNull;

import io.unveil.unpacker.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bounds of {@link Limits}: {@code limits.NAME = VALUE} among the settings, {@code --limit
 * NAME=VALUE} on the command line. Names and defaults are those of {@link Limits#byName()}.
 */
public enum LimitSetting {
  /** Size of a file. */
  MAX_FILE_BYTES(
      "4 GiB",
      "Size of one file. Uploads above it that `http.max-upload` lets through end as failed."),
  /** Entries of an archive. */
  MAX_ENTRIES(10_000_000, "Entries of one archive."),
  /** Size of the central directory. */
  MAX_CENTRAL_DIRECTORY_BYTES("1 GiB", "Size of an archive's central directory."),
  /** Size of an entry. */
  MAX_ENTRY_BYTES("2 GiB", "Inflated size of one entry."),
  /** Size of all entries. */
  MAX_INFLATED_BYTES("1024 GiB", "Inflated size of all entries of one file together."),
  /** Size of the manifest. */
  MAX_MANIFEST_BYTES(
      "2 GiB",
      "Inflated size of the manifest. Never more than an eighth of the heap that"
          + " each sample read at the same time has."),
  /** Nested elements; {@code inspect} writes each as two levels of JSON, which has 1,000. */
  MAX_XML_DEPTH(400, "Nested elements of a binary XML document."),
  /** Size of the resource table. */
  MAX_RESOURCE_TABLE_BYTES(
      "2 GiB",
      "Inflated size of `resources.arsc`. Never more than an eighth of the heap that"
          + " each sample read at the same time has."),
  /** DEX files. */
  MAX_DEX_FILES(10_000, "DEX files of one file, those of DEX containers counted one by one."),
  /** Size of a DEX file. */
  MAX_DEX_BYTES("2 GiB", "Inflated size of one DEX file."),
  /** Size of all DEX files. */
  MAX_TOTAL_DEX_BYTES(
      "64 GiB",
      "Inflated size of all DEX files of one file together. Never more than a quarter of the heap"
          + " that each sample read at the same time has."),
  /** Classes. */
  MAX_CLASSES(100_000_000, "Classes of all DEX files together."),
  /** Methods. */
  MAX_METHODS(1_000_000_000, "Methods of all DEX files together."),
  /** Anomalies that are kept. */
  MAX_ANOMALIES(
      1_000_000,
      "Deviations from the formats that are kept, of the archive and of its DEX files each; further"
          + " ones are counted."),
  /** Archives inside archives. */
  MAX_NESTING_DEPTH(100, "Archives inside archives; 1 reads those that lie directly in the file."),
  /** Archives inside. */
  MAX_NESTED_FILES(100_000, "Archives inside one file that are read, at all depths together."),
  /** Strings of a document. */
  MAX_XML_STRINGS(100_000_000, "Strings of one binary XML document."),
  /** Entries of the resource table. */
  MAX_RESOURCE_ENTRIES(1_000_000_000, "Entries of `resources.arsc`, all configurations together."),
  /** Certificates. */
  MAX_CERTIFICATES(10_000, "Certificates of all signature schemes and their lineages together."),
  /** Size of a certificate. */
  MAX_SIGNATURE_BYTES(
      "1 GiB",
      "Size of one certificate, of one signature block of scheme v1, or of the head of its"
          + " signature file."),
  /** Ratio of sizes. */
  RATIO_ALARM(
      1_000_000_000,
      "Declared size over compressed size of an entry from which on it is an anomaly. Nothing is"
          + " left out for it."),
  /** Size below which no ratio is odd. */
  RATIO_ALARM_FROM_BYTES("4 GiB", "Declared size below which no ratio is an anomaly.");

  /** What the keys of these settings start with. */
  public static final String PREFIX = "limits.";

  private static final String OPTION = "--limit";
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");

  // Its records hold only texts and numbers.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ValueType<? extends Number> type;

  private final String meaning;

  LimitSetting(String maxSize, String meaning) {
    this.type = new ValueType.Size("0 B", maxSize);
    this.meaning = meaning;
  }

  LimitSetting(int max, String meaning) {
    this.type = new ValueType.WholeNumber(0, max);
    this.meaning = meaning;
  }

  /**
   * {@return the default limits with the bounds that options change}
   *
   * @param options each {@code NAME=VALUE}
   * @throws BadSettingException at the first thing that is wrong, in one line
   */
  public static Limits limits(List<String> options) throws BadSettingException {
    Limits limits = Limits.DEFAULT;
    for (SettingsFile.Entry entry : SettingsFile.options(OPTION, options).values()) {
      LimitSetting setting = ofKey(PREFIX + entry.key()).orElse(null);
      if (setting == null) {
        throw new BadSettingException(
            "%s: there is no limit '%s'; %s"
                .formatted(OPTION, SettingsFile.shown(entry.key()), hint(entry.key())));
      }
      limits = limits.with(setting.limit(), setting.parse(entry.key(), entry));
    }
    return limits;
  }

  private static String hint(String name) {
    List<String> names = Arrays.stream(values()).map(LimitSetting::limit).toList();
    return Suggestion.of(name, names)
        .map(near -> "did you mean " + near + "?")
        .orElse("docs/configuration.md lists all as " + PREFIX + "…");
  }

  /** {@return the bound's name in {@link Limits#byName()}} */
  public String limit() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the key in a file and after {@code --set}} */
  public String key() {
    return PREFIX + limit();
  }

  /** {@return the default, as one would write it} */
  public String defaultText() {
    return text(requireNonNull(Limits.DEFAULT.byName().get(limit())));
  }

  /** {@return {@code value} of this bound, as one would write it} */
  public String text(long value) {
    if (!(type instanceof ValueType.Size)) {
      return Long.toString(value);
    }
    int unit = value == 0 ? 0 : Math.min(UNITS.size() - 1, Long.numberOfTrailingZeros(value) / 10);
    return (value >> (10 * unit)) + " " + UNITS.get(unit);
  }

  /** {@return type, unit and range} */
  public String range() {
    return type.range();
  }

  /** {@return what it bounds, in one or two sentences} */
  public String meaning() {
    return meaning;
  }

  /** {@return the first version with this key} */
  public String since() {
    return "0.1.0";
  }

  /** {@return the setting with this key} */
  static Optional<LimitSetting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** {@return the bound with this name} */
  public static Optional<LimitSetting> named(String limit) {
    return ofKey(PREFIX + limit);
  }

  /**
   * {@return {@code limits} with this bound changed}
   *
   * @throws BadSettingException when the value is not allowed, naming key, value and range
   */
  Limits change(Limits limits, SettingsFile.Entry entry) throws BadSettingException {
    return limits.with(limit(), parse(key(), entry));
  }

  private long parse(String shownKey, SettingsFile.Entry entry) throws BadSettingException {
    try {
      return type.parse(entry.value()).longValue();
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          "%s: %s = '%s' is not allowed; allowed: %s"
              .formatted(entry.where(), shownKey, SettingsFile.shown(entry.value()), type.range()));
    }
  }
}
