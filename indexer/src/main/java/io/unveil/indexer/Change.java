package io.unveil.indexer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a batch does to one sample, ready to be written.
 *
 * @param sha256 the sample
 * @param after what is known afterwards, null when it is removed
 */
record Change(String sha256, @Nullable After after) {
  /**
   * @param sample for merging more into it
   * @param written what Lucene takes, and what is shown
   */
  record After(Sample sample, ReportDocument.Written written) {
    Document document() {
      return written.document();
    }
  }

  /** How a sample is looked up. */
  @FunctionalInterface
  interface Known {
    @Nullable Sample find(String sha256) throws IOException;
  }

  /** {@return one change for each sample about which the batch says something new} */
  static List<Change> of(List<IndexEntry> batch, Known known) throws IOException {
    Map<String, Optional<Sample>> before = new LinkedHashMap<>();
    Map<String, Optional<Sample>> after = new LinkedHashMap<>();
    for (IndexEntry entry : batch) {
      String sha256 = entry.sha256();
      Optional<Sample> current = after.get(sha256);
      if (current == null) {
        current = Optional.ofNullable(known.find(sha256));
        before.put(sha256, current);
      }
      after.put(sha256, Optional.ofNullable(Sample.merge(current.orElse(null), entry)));
    }
    return after.entrySet().stream()
        .filter(change -> !change.getValue().equals(before.get(change.getKey())))
        .map(change ->
            new Change(change.getKey(), change.getValue().map(Change::after).orElse(null)))
        .toList();
  }

  private static After after(Sample sample) {
    return new After(sample, ReportDocument.write(sample));
  }
}
