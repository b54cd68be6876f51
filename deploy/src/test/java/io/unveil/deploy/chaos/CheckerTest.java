package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Checker.Document;
import io.unveil.deploy.chaos.Checker.End;
import io.unveil.deploy.chaos.Checker.Failure;
import io.unveil.deploy.chaos.Checker.Verdict;
import io.unveil.deploy.chaos.Event.Accepted;
import io.unveil.deploy.chaos.Event.Kind;
import io.unveil.deploy.chaos.Event.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final long LIMIT = 1_000;

  private final List<Event> history = new ArrayList<>();
  private final List<Document> index = new ArrayList<>();
  private Map<String, Failure> failures = Map.of();
  private long offset;

  @Test
  void everySampleReportedOnce_isKept() {
    accept("a", Kind.HEALTHY);
    accept("b", Kind.HARMFUL);
    result("a", 500, "1.1.1", false);
    result("b", 500, "1.1.1", true);
    index("a", "reported");
    index("b", "failed");

    Verdict verdict = check();

    assertThat(verdict.kept()).isTrue();
    assertThat(verdict.submitted()).isEqualTo(2);
    assertThat(verdict.reported()).isEqualTo(2);
  }

  @Test
  void acceptedWithoutAnyResult_isLostAndLate() {
    accept("a", Kind.HEALTHY);

    assertThat(check().lost()).containsExactly("a");
    assertThat(check().late()).containsExactly("a");
    assertThat(check().kept()).isFalse();
    assertThat(check().reported()).isZero();
  }

  @Test
  void resultInTopicAndNoDocument_isLost() {
    accept("a", Kind.HEALTHY);
    result("a", 500, "1.1.1", false);

    assertThat(check().lost()).containsExactly("a");
  }

  @Test
  void resultInTopicAndDocumentStillPending_isLost() {
    accept("a", Kind.HEALTHY);
    result("a", 500, "1.1.1", false);
    index("a", "pending");

    assertThat(check().lost()).containsExactly("a");
  }

  @Test
  void documentWithoutResultInTopic_isLost() {
    accept("a", Kind.HEALTHY);
    index("a", "reported");

    assertThat(check().lost()).containsExactly("a");
  }

  @Test
  void twoDocumentsOfOneSample_isDuplicated() {
    reported("a");
    index("a", "reported");

    assertThat(check().duplicated()).containsExactly("a");
    assertThat(check().kept()).isFalse();
  }

  @Test
  void sampleThatNobodySubmitted_isDuplicated() {
    index("x", "reported");
    result("y", 500, "1.1.1", false);

    assertThat(check().duplicated()).containsExactly("x", "y");
  }

  @Test
  void firstResultAfterLimit_isLateAndNotLost() {
    accept("a", Kind.HEALTHY);
    result("a", LIMIT + 1, "1.1.1", false);
    index("a", "reported");

    assertThat(check().late()).containsExactly("a");
    assertThat(check().lost()).isEmpty();
    assertThat(check().kept()).isFalse();
  }

  @Test
  void secondResultAfterLimit_isNotLate() {
    reported("a");
    result("a", LIMIT + 1, "1.1.1", false);

    assertThat(check().kept()).isTrue();
    assertThat(check().repeatedRecords()).isEqualTo(1);
  }

  @Test
  void sameRecordReadTwice_isOneRecord() {
    reported("a");
    history.add(history.getLast());

    assertThat(check().repeatedRecords()).isZero();
  }

  @Test
  void healthySampleFailedInTopic_isParked() {
    accept("a", Kind.HEALTHY);
    result("a", 500, "1.1.1", true);
    index("a", "failed");

    assertThat(check().healthyParked()).containsExactly("a");
    assertThat(check().kept()).isFalse();
  }

  @Test
  void healthySampleFailedThenReported_isNotParked() {
    accept("a", Kind.HEALTHY);
    result("a", 500, "1.1.1", true);
    result("a", 600, "1.1.1", false);
    index("a", "reported");

    assertThat(check().kept()).isTrue();
  }

  @Test
  void lowerGenerationAfterHigher_isOlderOverNewer() {
    accept("a", Kind.HEALTHY);
    result("a", 500, "10.1.1", false);
    result("a", 600, "9.1.1", false);
    index("a", "reported");

    assertThat(check().olderOverNewer()).containsExactly("a");
    assertThat(check().kept()).isFalse();
  }

  @Test
  void failureAfterReportOfSameGeneration_isOlderOverNewer() {
    accept("a", Kind.HARMFUL);
    result("a", 500, "1.1.1", false);
    result("a", 600, "1.1.1", true);
    index("a", "reported");

    assertThat(check().olderOverNewer()).containsExactly("a");
  }

  @Test
  void higherGenerationFailedAfterReport_isNoOlderOverNewer() {
    accept("a", Kind.HARMFUL);
    result("a", 500, "1.1.9", false);
    result("a", 600, "1.1.10", true);
    index("a", "failed");

    assertThat(check().kept()).isTrue();
  }

  @Test
  void reportInTopicAndFailureInIndex_isOlderOverNewer() {
    accept("a", Kind.HARMFUL);
    result("a", 400, "1.1.1", true);
    result("a", 500, "1.1.1", false);
    index("a", "failed");

    assertThat(check().olderOverNewer()).containsExactly("a");
  }

  @Test
  void poisonParkedAfterThreeAttempts_isKept() {
    accept("p", Kind.POISON);
    result("p", 500, "1.1.1", true);
    index("p", "failed");
    failures = Map.of("p", new Failure(3, "", "exit 7"));

    assertThat(check().kept()).isTrue();
  }

  @Test
  void poisonParkedAfterTwoAttempts_isSaid() {
    accept("p", Kind.POISON);
    result("p", 500, "1.1.1", true);
    index("p", "failed");
    failures = Map.of("p", new Failure(2, "", "exit 7"));

    assertThat(check().poisonNotParked()).containsExactly("p");
    assertThat(check().kept()).isFalse();
  }

  @Test
  void poisonParkedByTheBroker_isKept_andCounted() {
    accept("p", Kind.POISON);
    result("p", 500, "1.1.1", true);
    index("p", "failed");
    failures = Map.of("p", new Failure(0, "deliveries", "delivered 10 times"));

    assertThat(check().kept()).isTrue();
    assertThat(check().deadLetters()).isEqualTo(1);
  }

  @Test
  void submittedAgainForNewerRules_mustHaveAResultOfThese() {
    reported("a");
    reported("b");
    history.add(new Event.Again(600, "a", 2));
    history.add(new Event.Again(600, "b", 2));
    result("b", 700, "1.1.2", false);

    assertThat(check().notRejudged()).containsExactly("a");
    assertThat(check().rejudged()).isEqualTo(2);
    assertThat(check().kept()).isFalse();
  }

  private void reported(String sha256) {
    accept(sha256, Kind.HEALTHY);
    result(sha256, 500, "1.1.1", false);
    index(sha256, "reported");
  }

  private void accept(String sha256, Kind kind) {
    history.add(new Accepted(100, sha256, kind));
  }

  private void result(String sha256, long at, String generation, boolean failed) {
    history.add(new Result(at, sha256, 0, offset++, generation, failed));
  }

  private void index(String sha256, String state) {
    index.add(new Document(sha256, state));
  }

  private Verdict check() {
    return Checker.check(history, new End(index, failures), LIMIT);
  }
}
