package io.unveil.indexer;

import static io.unveil.indexer.IndexField.Trait.FACET;
import static io.unveil.indexer.IndexField.Trait.MULTI;
import static io.unveil.indexer.IndexField.Trait.PERSONAL;
import static io.unveil.indexer.IndexField.Trait.SORT;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The schema: what a query can name. {@code docs/search.md} is generated from it. The name is an
 * API: never reused for another meaning.
 *
 * <p>In the index a field has its query name. Terms of fields that are not numeric are normalised
 * by {@link #term}; their doc values, where {@link #facetable()} or {@link #sortable()}, keep the
 * spelling of the report and are cut for lists. A {@link FieldType#HOST} has a second field {@link
 * #parentsName()} with the host and every domain above it. Numeric fields are points and sorted
 * numeric doc values; dates are milliseconds since 1970.
 */
public enum IndexField {
  /** Digest of the file. */
  SHA256("sha256", FieldType.DIGEST, "SHA-256 of the file", "sha256:9f86d081", SORT),
  /** Application id. */
  PACKAGE("package", FieldType.KEYWORD, "application id", "package:com.example.*", FACET, SORT),
  /** Version name. */
  VERSION("version", FieldType.KEYWORD, "version name", "version:1.2*"),
  /** Application label. */
  LABEL("label", FieldType.TEXT, "label of the application", "label:\"system service\""),
  /** The answer. */
  VERDICT(
      "verdict",
      FieldType.WORD,
      "clean inconclusive suspicious monitoring stalkerware",
      "the answer",
      "verdict:stalkerware",
      FACET),
  /** The answer as a number. */
  SEVERITY(
      "severity",
      FieldType.INTEGER,
      "the verdict as a number: 0 clean, 1 inconclusive, 2 suspicious, 3 monitoring, 4 stalkerware",
      "severity:[2 TO *]",
      SORT),
  /** Order within a verdict. */
  STRENGTH(
      "strength",
      FieldType.INTEGER,
      "orders samples within a verdict, 0 to 100",
      "strength:[50 TO *]",
      SORT),
  /** How far the sample came. */
  STATE(
      "state",
      FieldType.WORD,
      "pending reported failed",
      "pending: not analysed yet; reported: there is a report; failed: it could not be analysed",
      "state:pending",
      FACET),
  /** Whether everything was read. */
  COMPLETENESS(
      "completeness",
      FieldType.WORD,
      "complete partial",
      "whether everything that decides was read",
      "completeness:partial",
      FACET),
  /** Bounds that were hit. */
  LIMIT(
      "limit",
      FieldType.KEYWORD,
      "bound that was hit, so that something was not read; `limits.…` in the settings",
      "limit:max-entry-bytes",
      MULTI,
      FACET),
  /** Names of behaviours. */
  BEHAVIOUR(
      "behaviour",
      FieldType.KEYWORD,
      "name of a behaviour that was found, with any confidence",
      "behaviour:sms-exfiltration",
      MULTI,
      FACET),
  /** Names of behaviours that count as proof. */
  PROVEN(
      "proven",
      FieldType.KEYWORD,
      "name of a behaviour of the app's own code, with more than low confidence",
      "proven:sms-exfiltration",
      MULTI,
      FACET),
  /** Codes of behaviours. */
  CODE("code", FieldType.INTEGER, "code of a behaviour", "code:[200 TO 299]", MULTI, FACET),
  /** Confidence of findings. */
  CONFIDENCE(
      "confidence",
      FieldType.WORD,
      "low medium high",
      "confidence of at least one finding",
      "confidence:high",
      MULTI,
      FACET),
  /** ATT&amp;CK techniques. */
  ATTACK(
      "attack",
      FieldType.KEYWORD,
      "MITRE ATT&CK Mobile technique of a finding; a technique also finds its sub-techniques",
      "attack:T1636.004",
      MULTI,
      FACET),
  /** Requested permissions. */
  PERMISSION(
      "permission",
      FieldType.KEYWORD,
      "permission that is requested, whole or its last part",
      "permission:READ_SMS",
      MULTI,
      FACET),
  /** Signer certificates. */
  CERT(
      "cert", FieldType.DIGEST, "SHA-256 of a signer's certificate", "cert:a40da80a", MULTI, FACET),
  /** Signer subjects. */
  SIGNER(
      "signer",
      FieldType.TEXT,
      "subject of a signer's certificate",
      "signer:\"android debug\"",
      MULTI,
      PERSONAL),
  /** Signature schemes. */
  SCHEME(
      "scheme",
      FieldType.WORD,
      "v1 v2 v3 v3.1",
      "signature scheme that is present",
      "scheme:v3.1",
      MULTI,
      FACET),
  /** Signed by a key that is public. */
  TESTKEY(
      "testkey",
      FieldType.WORD,
      "true false",
      "whether a signer's key is one that anyone can use",
      "testkey:true",
      FACET),
  /** Icon after the app's own code ran. */
  ICON(
      "icon",
      FieldType.WORD,
      "visible synthetic hidden",
      "what a launcher shows on some Android version after the app's own code ran",
      "icon:hidden",
      MULTI,
      FACET),
  /** Icon after installation. */
  ICON_INSTALLED(
      "iconinstalled",
      FieldType.WORD,
      "visible synthetic hidden",
      "what a launcher shows on some Android version after installation",
      "iconinstalled:visible",
      MULTI,
      FACET),
  /** Hosts that data goes to. */
  HOST("host", FieldType.HOST, "host that data goes to", "host:*.example.org", MULTI, FACET),
  /** URLs that data goes to. */
  URL(
      "url",
      FieldType.KEYWORD,
      "URL that data goes to",
      "url:http\\:\\/\\/example.org\\/*",
      MULTI,
      PERSONAL),
  /** Addresses that data goes to. */
  EMAIL(
      "email",
      FieldType.KEYWORD,
      "e-mail address that data goes to",
      "email:\"someone@example.org\"",
      MULTI,
      PERSONAL),
  /** Numbers that data goes to. */
  PHONE(
      "phone",
      FieldType.KEYWORD,
      "phone number that data goes to",
      "phone:\\+1555*",
      MULTI,
      PERSONAL),
  /** Other destinations. */
  ACCOUNT(
      "account",
      FieldType.KEYWORD,
      "Firebase project, bot or other account that data goes to",
      "account:example-project*",
      MULTI,
      PERSONAL),
  /** Kinds of destinations. */
  DESTINATION(
      "destination",
      FieldType.KEYWORD,
      "kind of place that data goes to: url, host, phone-number, email, firebase-project, bot",
      "destination:phone-number",
      MULTI,
      FACET),
  /** Methods that decide. */
  API(
      "api",
      FieldType.KEYWORD,
      "method that a proof reads from or sends with, whole or its last part",
      "api:sendTextMessage",
      MULTI,
      FACET),
  /** What starts the code. */
  TRIGGER(
      "trigger",
      FieldType.KEYWORD,
      "what starts the code of a proof: an intent action, whole or its last part, or a word such"
          + " as alarm",
      "trigger:BOOT_COMPLETED",
      MULTI,
      FACET),
  /** Known libraries. */
  LIBRARY(
      "library",
      FieldType.KEYWORD,
      "known library whose code takes part in a finding",
      "library:okhttp",
      MULTI,
      FACET),
  /** Deviations from the formats. */
  ANOMALY(
      "anomaly",
      FieldType.KEYWORD,
      "kind of deviation from the file formats",
      "anomaly:encrypted-bit",
      MULTI,
      FACET),
  /** What reading cannot see. */
  BLIND_SPOT(
      "blindspot",
      FieldType.KEYWORD,
      "kind of code that reading cannot see",
      "blindspot:hidden-dex",
      MULTI,
      FACET),
  /** Whether Android takes the archive. */
  INSTALLABLE(
      "installable",
      FieldType.WORD,
      "true false",
      "whether some Android version takes the archive",
      "installable:false",
      FACET),
  /** API levels that take the archive. */
  INSTALLS(
      "installs",
      FieldType.INTEGER,
      "API level, 21 to 36, that takes the archive",
      "installs:[* TO 29]",
      MULTI,
      FACET),
  /** Identity of a bundle. */
  BUNDLE(
      "bundle",
      FieldType.DIGEST,
      "identity of a bundle of APKs: the same for every packaging of the same members",
      "bundle:3b0c44298fc1c149"),
  /** Members of a bundle. */
  MEMBER(
      "member",
      FieldType.DIGEST,
      "SHA-256 of an APK that the bundle is made of",
      "member:9f86d081",
      MULTI),
  /** Packages inside. */
  NESTED(
      "nested",
      FieldType.KEYWORD,
      "application id of an APK inside the file",
      "nested:com.example.*",
      MULTI,
      FACET),
  /** Digests of APKs inside. */
  NESTED_SHA256(
      "nestedsha256",
      FieldType.DIGEST,
      "SHA-256 of an APK inside the file",
      "nestedsha256:9f86d081",
      MULTI),
  /** Firebase project. */
  FIREBASE(
      "firebase",
      FieldType.KEYWORD,
      "Firebase project that the app is set up for: its id, application id, sender id, database or"
          + " storage bucket",
      "firebase:example-project",
      MULTI),
  /** What accessibility services may do. */
  ACCESSIBILITY(
      "accessibility",
      FieldType.WORD,
      "service reads-windows performs-gestures",
      "the app has an accessibility service, and what its configuration lets it do",
      "accessibility:reads-windows",
      MULTI,
      FACET),
  /** What device admins may do. */
  ADMIN(
      "admin",
      FieldType.KEYWORD,
      "policy that a device administrator of the app asks for",
      "admin:wipe-data",
      MULTI,
      FACET),
  /** Size of the file. */
  SIZE("size", FieldType.SIZE, "size of the file", "size:[1MB TO 5MB]", SORT),
  /** Classes. */
  CLASSES("classes", FieldType.INTEGER, "number of classes", "classes:[* TO 50]", SORT),
  /** Methods. */
  METHODS("methods", FieldType.INTEGER, "number of methods with code", "methods:[1 TO 10]", SORT),
  /** Where it came from, as kind. */
  ORIGIN(
      "origin",
      FieldType.KEYWORD,
      "how the sample came in: cli, folder, http, s3, reconciler",
      "origin:http",
      MULTI,
      FACET),
  /** Where it came from, as name. */
  ORIGIN_NAME(
      "name",
      FieldType.TEXT,
      "name under which the sample came in, such as a file name",
      "name:flashlight",
      MULTI,
      PERSONAL),
  /** First seen. */
  SEEN("seen", FieldType.DATE, "when the sample was seen first", "seen:[now-7d TO now]", SORT),
  /** Last seen. */
  LAST_SEEN(
      "lastseen",
      FieldType.DATE,
      "when the sample was submitted last",
      "lastseen:[now-1d TO now]",
      SORT),
  /** Judged. */
  JUDGED(
      "judged", FieldType.DATE, "when the current result was made", "judged:[now-1h TO now]", SORT),
  /** Engine revision. */
  ENGINE(
      "engine",
      FieldType.INTEGER,
      "revision of the engine that made the result",
      "engine:[* TO 3]",
      FACET,
      SORT),
  /** Revision of the models. */
  MODELS(
      "models", FieldType.INTEGER, "revision of the models used", "models:[* TO 3]", FACET, SORT),
  /** Revision of the rules. */
  RULES(
      "rules",
      FieldType.INTEGER,
      "revision of rules and policy used",
      "rules:[* TO 3]",
      FACET,
      SORT),
  /** Where it failed. */
  FAILURE_STAGE(
      "failurestage",
      FieldType.WORD,
      "unpack analyze judge",
      "stage that could not be passed",
      "failurestage:unpack",
      FACET);

  private final String fieldName;
  private final FieldType type;
  private final String words;
  private final String meaning;
  private final String example;
  private final boolean multiValued;
  private final boolean facetable;
  private final boolean sortable;
  private final boolean personal;

  IndexField(String fieldName, FieldType type, String meaning, String example, Trait... traits) {
    this(fieldName, type, "", meaning, example, traits);
  }

  IndexField(
      String fieldName,
      FieldType type,
      String words,
      String meaning,
      String example,
      Trait... traits) {
    this.fieldName = fieldName;
    this.type = type;
    this.words = words;
    this.meaning = meaning;
    this.example = example;
    Set<Trait> known = EnumSet.noneOf(Trait.class);
    known.addAll(Arrays.asList(traits));
    this.multiValued = known.contains(MULTI);
    this.facetable = known.contains(FACET);
    this.sortable = known.contains(SORT);
    this.personal = known.contains(PERSONAL);
  }

  enum Trait {
    MULTI,
    FACET,
    SORT,
    PERSONAL
  }

  /** {@return the name in queries and in the index, lower case} */
  public String fieldName() {
    return fieldName;
  }

  /** {@return how values are compared} */
  public FieldType type() {
    return type;
  }

  /** {@return the values of a {@link FieldType#WORD}; empty for every other type} */
  public List<String> words() {
    return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
  }

  /** {@return one sentence} */
  public String meaning() {
    return meaning;
  }

  /** {@return an example as part of a query} */
  public String example() {
    return example;
  }

  /** {@return whether one sample may have several values} */
  public boolean multiValued() {
    return multiValued;
  }

  /** {@return whether values can be counted} */
  public boolean facetable() {
    return facetable;
  }

  /** {@return whether hits can be sorted by it; never when {@link #multiValued()}} */
  public boolean sortable() {
    return sortable;
  }

  /** {@return whether values may name a person; shared formats redact them} */
  public boolean mayIdentifyPerson() {
    return personal;
  }

  /** {@return the field of that name in any case} */
  public static Optional<IndexField> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(field -> field.fieldName.equals(lower)).findFirst();
  }

  /** {@return the field that holds a host and all domains above it} */
  String parentsName() {
    return fieldName + ".parents";
  }

  /**
   * {@return {@code value} as the index holds it: lower case, within Lucene's bound; not for
   * numeric fields and texts}
   */
  static String term(String value) {
    return TermBound.cut(value.toLowerCase(Locale.ROOT));
  }
}
