package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.judge.Judge;
import io.unveil.analyzer.report.ResultRank;
import io.unveil.analyzer.report.ScanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsViewTest {
  private static final Generation OLD = new Generation(1, 1, 1);
  private static final Generation NEW = new Generation(1, 2, 1);

  @TempDir private static Path folder;
  private static StreamBroker broker;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    broker = new StreamBroker(folder);
    producer = new KafkaProducer<>(broker.kafka.producer("test-results"));
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.close();
  }

  @Test
  void resultsBeforeAndAfterItsStart_areKnown_withTheHighestRank() throws Exception {
    String before = Made.sha("before");
    String after = Made.sha("after");
    send(failed(before, NEW));
    try (ResultsView view = new ResultsView(broker.kafka)) {
      assertThat(view.current()).isFalse();
      view.start();
      await().atMost(StreamBroker.PATIENCE).until(view::current);
      assertThat(view.health().ready()).isTrue();
      assertThat(view.rank(before)).contains(new ResultRank(NEW, true));
      assertThat(view.rank(after)).isEmpty();

      send(failed(before, OLD));
      send(failed(after, OLD));
      await().atMost(StreamBroker.PATIENCE).until(() -> view.rank(after).isPresent());
      assertThat(view.rank(before)).contains(new ResultRank(NEW, true));
    }
  }

  @Test
  void removedSample_isUnknownAgain_andRecordWithoutHeaderIsReadItself() throws Exception {
    String sample = Made.sha("purged");
    broker.send(Topic.RESULTS, sample, Codec.RESULT.write(failed(sample, OLD)));
    broker.send(Topic.RESULTS, "no sample", new byte[] {1});
    broker.send(Topic.RESULTS, Made.sha("unreadable"), new byte[] {1});
    try (ResultsView view = new ResultsView(broker.kafka)) {
      view.start();
      await().atMost(StreamBroker.PATIENCE).until(view::current);
      assertThat(view.rank(sample)).contains(new ResultRank(OLD, true));
      assertThat(view.rank(Made.sha("unreadable"))).isEmpty();

      broker.send(Topic.RESULTS, sample, null);
      await().atMost(StreamBroker.PATIENCE).until(() -> view.rank(sample).isEmpty());
    }
  }

  @Test
  void reportsHeader_isItsRank() {
    ResultMessage result = Made.result(Made.sha("report"), Made.SUBMITTED);

    byte[] header = ResultRecords.of(result).headers().lastHeader(ResultRecords.RANK).value();

    Generation made = result.report().generation();
    assertThat(new String(header, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo(made.engine() + "." + made.models() + "." + made.rules());
  }

  @Test
  void brokerThatIsAway_isSaid_andNothingIsCurrent() {
    try (ResultsView view = new ResultsView(KafkaSettings.of("127.0.0.1:1"))) {
      view.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> view.health().detail().contains("waiting: "));
      assertThat(view.current()).isFalse();
      assertThat(view.health().ready()).isFalse();
    }
  }

  private static void send(ResultMessage result) throws Exception {
    producer.send(ResultRecords.of(result)).get();
  }

  private static ResultMessage failed(String sha256, Generation generation) {
    ScanReport report = Judge.failed(generation, sha256, 1, "unpack", "made for a test", List.of());
    return new ResultMessage(
        Codec.RESULT.version(), sha256, Made.SUBMITTED, Made.SUBMITTED, List.of(), report);
  }
}
