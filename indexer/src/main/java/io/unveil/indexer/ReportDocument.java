package io.unveil.indexer;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.Finding;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.analyzer.report.ScanReport;
import io.unveil.indexer.IndexedSample.KnownOrigin;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One sample as one Lucene document and back. Searchable fields are those of {@link IndexField};
 * three stored ones hold what is shown: the {@link IndexedSample} as JSON, the report packed, and
 * the package's facts packed while there is no report.
 */
final class ReportDocument {
  private static final String SAMPLE = "_sample";
  private static final String REPORT = "_report";
  private static final String IDENTITY = "_identity";
  private static final JsonMapper JSON = StrictJson.mapper().build();

  private ReportDocument() {}

  /**
   * @param document what Lucene takes
   * @param shown what {@link #read} gives of it
   * @param characters size of the reports in it, as a measure of the memory they need
   */
  record Written(Document document, IndexedSample shown, long characters) {}

  static Written write(Sample sample) {
    FieldValues values = new FieldValues();
    Sample.Judged result = sample.result();
    Sample.Unpacked identity = sample.identity();
    own(sample, values);
    if (result != null) {
      ReportFields.answer(result.report(), values);
      values.add(IndexField.JUDGED, result.judgedAt().toEpochMilli());
    }
    if (result != null && !result.failed()) {
      ReportFields.identity(result.report(), values);
      ReportFields.analysis(result.report(), values);
    } else if (identity != null) {
      ReportFields.identity(identity.facts(), values);
    }
    Document document = values.document();
    IndexedSample shown = shown(sample, values.dropped());
    document.add(new StoredField(SAMPLE, JSON.writeValueAsBytes(shown)));
    long characters = 0;
    if (result != null) {
      characters += store(document, REPORT, result.report());
    }
    if (identity != null) {
      characters += store(document, IDENTITY, identity.facts());
    }
    return new Written(document, shown, characters);
  }

  private static int store(Document document, String field, ScanReport report) {
    String json = ReportJson.write(report);
    document.add(new StoredField(field, PackedJson.pack(json)));
    return json.length();
  }

  /** {@return what is shown of the document, without its report} */
  static IndexedSample read(StoredFields stored, int docId) throws IOException {
    return sample(stored.document(docId, Set.of(SAMPLE)));
  }

  /** {@return what is shown of the document, and its report} */
  static IndexedReport readFound(StoredFields stored, int docId) throws IOException {
    Document document = stored.document(docId, Set.of(SAMPLE, REPORT));
    return new IndexedReport(sample(document), report(document, REPORT));
  }

  /** {@return everything, to merge more into it} */
  static Sample readAll(StoredFields stored, int docId) throws IOException {
    Document document = stored.document(docId);
    IndexedSample shown = sample(document);
    ScanReport report = report(document, REPORT);
    ScanReport identity = report(document, IDENTITY);
    return new Sample(
        shown.sha256(),
        shown.sizeInBytes(),
        report == null
            ? null
            : new Sample.Judged(
                report,
                known(shown.submittedAt(), "time"),
                known(shown.judgedAt(), "time"),
                shown.sandbox()),
        identity == null ? null : new Sample.Unpacked(identity, known(shown.submittedAt(), "time")),
        new Origins(shown.origins(), shown.originsDropped()),
        shown.firstSeen(),
        shown.lastSeen());
  }

  private static ScanReport parse(String json) throws CorruptIndexException {
    return read("report", () -> JSON.readValue(json, ScanReport.class));
  }

  private static void own(Sample sample, FieldValues values) {
    values
        .add(IndexField.SHA256, sample.sha256())
        .add(IndexField.STATE, ReportFields.word(sample.state()))
        .add(IndexField.SEEN, sample.firstSeen().toEpochMilli())
        .add(IndexField.LAST_SEEN, sample.lastSeen().toEpochMilli());
    if (sample.sizeInBytes() > 0) {
      values.add(IndexField.SIZE, sample.sizeInBytes());
    }
    for (KnownOrigin origin : sample.origins().kept()) {
      values.add(IndexField.ORIGIN, origin.kind()).add(IndexField.ORIGIN_NAME, origin.name());
    }
  }

  private static IndexedSample shown(Sample sample, long dropped) {
    Sample.Judged result = sample.result();
    Sample.Unpacked identity = sample.identity();
    ScanReport report = result == null ? null : result.report();
    ScanReport facts = identity == null ? report : identity.facts();
    Generation generation = report == null ? null : report.generation();
    return new IndexedSample(
        sample.sha256(),
        sample.sizeInBytes(),
        sample.state(),
        facts == null ? null : cut(facts.packageName()),
        facts == null ? null : cut(facts.versionName()),
        facts == null ? null : cut(facts.label()),
        report == null ? null : report.verdict(),
        report == null ? 0 : report.strength(),
        report != null && report.completeness().complete(),
        report == null ? List.of() : report.findings().stream().map(Finding::behaviour).toList(),
        generation,
        report == null ? null : report.failure(),
        sample.origins().kept(),
        sample.origins().dropped(),
        dropped,
        sample.firstSeen(),
        sample.lastSeen(),
        result != null ? result.submittedAt() : identity != null ? identity.submittedAt() : null,
        result == null ? null : result.judgedAt(),
        result == null ? List.of() : result.sandbox());
  }

  private static @Nullable String cut(@Nullable String value) {
    return value == null ? null : TermBound.shown(value);
  }

  private static IndexedSample sample(Document document) throws IOException {
    BytesRef json = known(document.getBinaryValue(SAMPLE), "document");
    return read(
        "sample", () -> JSON.readValue(json.bytes, json.offset, json.length, IndexedSample.class));
  }

  /**
   * What this index wrote needs none of the checks that foreign files need; they would take ten
   * times as long. {@link IndexFormat} makes sure that the records still have the same shape.
   */
  private static <T> T read(String what, Supplier<T> reading) throws CorruptIndexException {
    try {
      return reading.get();
    } catch (JacksonException e) {
      throw new CorruptIndexException(
          "a stored " + what + ": " + e.getOriginalMessage(), "index", e);
    }
  }

  private static @Nullable ScanReport report(Document document, String field) throws IOException {
    String json = unpack(document, field);
    return json == null ? null : parse(json);
  }

  private static @Nullable String unpack(Document document, String field) throws IOException {
    BytesRef packed = document.getBinaryValue(field);
    return packed == null ? null : PackedJson.unpack(packed.bytes, packed.offset, packed.length);
  }

  private static <T> T known(@Nullable T value, String what) throws CorruptIndexException {
    if (value == null) {
      throw new CorruptIndexException("a stored sample without its " + what, "index");
    }
    return value;
  }
}
