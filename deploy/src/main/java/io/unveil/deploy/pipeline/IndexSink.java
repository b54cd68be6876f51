package io.unveil.deploy.pipeline;

import io.unveil.analyzer.report.ResultRank;
import io.unveil.indexer.IndexEntry;
import io.unveil.indexer.IndexUnavailableException;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.stream.IndexLoop;
import io.unveil.ingest.stream.KnownResults;
import io.unveil.ingest.stream.ReportSink;
import io.unveil.ingest.stream.SampleOrigin;
import io.unveil.ingest.stream.SinkRecord;
import io.unveil.ingest.stream.SinkRewoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The index as the stream sees it: it takes records, and knows which samples have a result. */
final class IndexSink implements ReportSink, KnownResults {
  private static final Logger LOG = System.getLogger(IndexSink.class.getName());

  private final ReportIndex index;
  private volatile @Nullable IndexLoop loop;

  IndexSink(ReportIndex index) {
    this.index = index;
  }

  @Override
  public Map<String, String> positions() throws IOException {
    index.reopen();
    return index.positions();
  }

  @Override
  public void put(List<SinkRecord> batch, Map<String, String> positions) throws IOException {
    String problem = index.status().problem();
    if (problem != null) {
      index.reopen();
      throw new SinkRewoundException("it can be written again after: " + problem);
    }
    index.put(batch.stream().map(IndexSink::entry).toList(), positions);
  }

  @Override
  public Optional<Instant> submittedAt(String sha256) throws IOException {
    return index
        .get(sha256)
        .map(known -> known.submittedAt() == null ? known.lastSeen() : known.submittedAt());
  }

  @Override
  public void clear() throws IOException {
    index.reopen();
    index.clear();
  }

  /** Not knowing costs a second analysis; a wrong answer would cost a sample. */
  @Override
  public Optional<ResultRank> rank(String sha256) {
    try {
      return index.rank(sha256);
    } catch (IndexUnavailableException e) {
      LOG.log(Level.DEBUG, "the index does not answer", e);
      return Optional.empty();
    }
  }

  /** Called once with the loop that fills the index. */
  void follow(IndexLoop filling) {
    loop = filling;
  }

  @Override
  public boolean current() {
    IndexLoop filling = loop;
    return filling != null && filling.health().ready() && index.status().problem() == null;
  }

  private static IndexEntry entry(SinkRecord record) {
    return switch (record) {
      case SinkRecord.Result(var message) ->
          new IndexEntry.Result(
              message.report(), message.submittedAt(), message.judgedAt(), message.sandbox());
      case SinkRecord.Pending(var apk, var submittedAt) -> new IndexEntry.Pending(apk, submittedAt);
      case SinkRecord.Seen(SampleOrigin seen) ->
          new IndexEntry.Seen(
              seen.sha256(),
              seen.sizeInBytes(),
              seen.origin().kind().name().toLowerCase(Locale.ROOT),
              seen.origin().name(),
              seen.firstStored(),
              seen.seenAt());
      case SinkRecord.Removed(String sha256) -> new IndexEntry.Removed(sha256);
    };
  }
}
