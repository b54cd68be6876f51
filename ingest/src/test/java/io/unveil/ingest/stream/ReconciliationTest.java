package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.ingest.store.ApkStore.StoredApk;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Reconciler.Settings SETTINGS =
      new Reconciler.Settings(
          Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(15), 3, 5);
  private final Reconciliation reconciliation = new Reconciliation(SETTINGS);

  @Test
  void nothingWaits_everySettledSampleIsPutBack() {
    Reconciliation.Round round = reconciliation.begin(NOW, 0);
    round.missing(stored("a", Duration.ofSeconds(10)));
    round.missing(stored("b", Duration.ofDays(400)));
    round.missing(stored("c", Duration.ofSeconds(9)));

    assertThat(round.chosen()).extracting(StoredApk::sha256).containsExactly("a", "b");
    assertThat(round.missing()).isEqualTo(2);
  }

  @Test
  void allMayWaitInTheTopics_noneIsPutBack_howeverOld() {
    Reconciliation.Round round = reconciliation.begin(NOW, 2);
    round.missing(stored("a", Duration.ofDays(2)));
    round.missing(stored("b", Duration.ofDays(2)));

    assertThat(round.chosen()).isEmpty();
  }

  @Test
  void moreAreMissingThanWait_theOverdueArePutBack() {
    Reconciliation.Round round = reconciliation.begin(NOW, 1);
    round.missing(stored("a", Duration.ofMinutes(15)));
    round.missing(stored("b", Duration.ofMinutes(14)));

    assertThat(round.chosen()).extracting(StoredApk::sha256).containsExactly("a");
  }

  @Test
  void putBack_isNotPutBackAgainWithinThePatience() {
    StoredApk apk = stored("a", Duration.ofHours(1));
    reconciliation.done(apk, NOW);

    assertThat(chosen(NOW.plus(Duration.ofMinutes(14)), apk)).isEmpty();
    assertThat(chosen(NOW.plus(Duration.ofMinutes(15)), apk)).containsExactly("a");
  }

  @Test
  void clockSetBack_hidesNothing() {
    StoredApk fromTheFuture = new StoredApk("a", 1, NOW.plus(Duration.ofHours(5)));
    assertThat(chosen(NOW, fromTheFuture)).containsExactly("a");

    reconciliation.done(fromTheFuture, NOW.plus(Duration.ofHours(5)));
    assertThat(chosen(NOW, fromTheFuture)).containsExactly("a");
  }

  @Test
  void tooManyAtOnce_haveTheirTurnLater() {
    StoredApk[] all = new StoredApk[9];
    for (int i = 0; i < all.length; i++) {
      all[i] = stored(String.valueOf(i), Duration.ofHours(1));
    }

    assertThat(chosen(NOW, all)).containsExactly("0", "1", "2");
    done(NOW, all[0], all[1], all[2]);
    Instant later = NOW.plusSeconds(30);
    assertThat(chosen(later, all)).containsExactly("3", "4");
    done(later, all[3], all[4]);
    assertThat(chosen(later.plusSeconds(30), all)).isEmpty();
    assertThat(chosen(NOW.plus(SETTINGS.patience()), all)).containsExactly("0", "1", "2");
  }

  private void done(Instant when, StoredApk... apks) {
    for (StoredApk apk : apks) {
      reconciliation.done(apk, when);
    }
  }

  private String[] chosen(Instant now, StoredApk... missing) {
    Reconciliation.Round round = reconciliation.begin(now, 0);
    for (StoredApk apk : missing) {
      round.missing(apk);
    }
    return round.chosen().stream().map(StoredApk::sha256).toArray(String[]::new);
  }

  private static StoredApk stored(String sha256, Duration age) {
    return new StoredApk(sha256, 1, NOW.minus(age));
  }
}
