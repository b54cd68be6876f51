package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.report.ResultRank;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Records of {@link Topic#RESULTS}: the value is the result, the header {@value #RANK} its rank, so
 * that whoever only asks which samples have a result need not read the reports.
 */
final class ResultRecords {
  /** {@code ENGINE.MODELS.RULES}, decimal, followed by an exclamation mark for a failed sample. */
  static final String RANK = "unveil.rank";

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(!?)");

  private ResultRecords() {}

  /** {@return the record to be sent} */
  static ProducerRecord<String, byte[]> of(ResultMessage result) {
    ProducerRecord<String, byte[]> record =
        Outbox.message(Topic.RESULTS, result.sha256(), Codec.RESULT, result);
    ResultRank rank = ResultRank.of(result.report());
    Generation generation = rank.generation();
    String text =
        "%d.%d.%d%s"
            .formatted(
                generation.engine(),
                generation.models(),
                generation.rules(),
                rank.failed() ? "!" : "");
    record.headers().add(RANK, text.getBytes(StandardCharsets.US_ASCII));
    return record;
  }

  /** {@return the rank of a result, empty when neither header nor value can be read} */
  static Optional<ResultRank> rank(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(RANK);
    if (header != null && header.value() != null) {
      Matcher form = FORM.matcher(new String(header.value(), StandardCharsets.US_ASCII));
      if (form.matches()) {
        return Optional.of(
            new ResultRank(
                new Generation(
                    Integer.parseInt(form.group(1)),
                    Integer.parseInt(form.group(2)),
                    Integer.parseInt(form.group(3))),
                !form.group(4).isEmpty()));
      }
    }
    try {
      return Optional.of(ResultRank.of(Codec.RESULT.read(record).report()));
    } catch (BadMessageException _) {
      return Optional.empty();
    }
  }
}
