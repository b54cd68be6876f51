package io.unveil.unpacker;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what of one sample could not be read, so that nothing is left out silently. Keeps the
 * first ones and counts the rest. Confined to one thread.
 */
public final class Unread {
  private static final int MAX_KEPT = 200;

  private final List<String> sentences = new ArrayList<>();
  private final List<LimitHit> limits = new ArrayList<>();
  private int leftOut;

  /**
   * @param sentence what was not read and why; of a long one the middle is left out, since it may
   *     hold strings of the sample
   */
  public void because(String sentence) {
    if (sentences.size() < MAX_KEPT) {
      sentences.add(Excerpt.of(sentence));
    } else {
      leftOut++;
    }
  }

  /** Something was not read because a bound was hit. */
  public void limit(LimitHit hit, String sentence) {
    keep(hit);
    because(Excerpt.of(sentence) + " (limit " + hit.limit() + ")");
  }

  /** Something could not be read; the bound is noted when that was the reason. */
  public void because(MalformedApkException failure) {
    LimitHit hit = failure.limit();
    if (hit == null) {
      because(String.valueOf(failure.getMessage()));
    } else {
      limit(hit, String.valueOf(failure.getMessage()));
    }
  }

  /** Says all of it to the one of the file around, as of {@code archive} inside it. */
  void passTo(Unread around, String archive) {
    sentences.forEach(sentence -> around.because(archive + ": " + sentence));
    around.leftOut += leftOut;
    limits.forEach(hit -> around.keep(inside(hit, archive)));
  }

  /** Says only which bounds were hit. */
  void passLimitsTo(Unread around, String archive) {
    for (LimitHit hit : limits) {
      around.limit(inside(hit, archive), archive + " was not read whole");
    }
  }

  private static LimitHit inside(LimitHit hit, String archive) {
    String where = hit.where().isEmpty() ? archive : NestedReader.joined(archive, hit.where());
    return new LimitHit(hit.limit(), hit.bound(), where);
  }

  private void keep(LimitHit whole) {
    LimitHit hit = new LimitHit(whole.limit(), whole.bound(), Excerpt.of(whole.where()));
    if (limits.size() < MAX_KEPT && !limits.contains(hit)) {
      limits.add(hit);
    }
  }

  /** {@return one sentence each, the last one the number of those left out} */
  public List<String> sentences() {
    List<String> all = new ArrayList<>(sentences);
    if (leftOut > 0) {
      all.add(leftOut + " further parts were not read");
    }
    return all;
  }

  /** {@return the bounds that were hit, each once for one place} */
  public List<LimitHit> limits() {
    return List.copyOf(limits);
  }
}
