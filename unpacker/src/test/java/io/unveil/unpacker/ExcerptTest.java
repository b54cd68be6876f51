package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static final String LONG = "a".repeat(1_000_000);

  @Test
  void longTagInASentence_isNotWhole_andItsReasonIs() {
    Unread unread = new Unread();
    unread.because("AndroidManifest.xml: its root is <" + LONG + ">, not <manifest>");
    assertThat(unread.sentences())
        .singleElement()
        .asString()
        .hasSizeLessThan(700)
        .startsWith("AndroidManifest.xml: its root is <aaa")
        .contains("999501 characters left out")
        .endsWith(">, not <manifest>");
  }

  @Test
  void longReasonAndFileOfAnException_areShortened_andOffsetAndLimitStay() {
    MalformedApkException e =
        new MalformedApkException(7, LONG, new LimitHit("max-entry-bytes", 5, "")).in(LONG);
    assertThat(e.getMessage()).hasSizeLessThan(1_000).endsWith("(offset 7)");
    assertThat(e.limit())
        .isNotNull()
        .extracting(LimitHit::where)
        .asString()
        .hasSizeLessThan(300)
        .contains("characters left out");
  }

  @Test
  void cutBetweenTwoHalvesOfACharacter_keepsNeitherHalfAlone() {
    for (int shift = 0; shift < 2; shift++) {
      String text = "x".repeat(shift) + "\uD83D\uDE00".repeat(1_000);
      assertThat(Excerpt.of(text).codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
      assertThat(Excerpt.ofName(text).codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
  }

  @Test
  void shortText_isKept() {
    assertThat(Excerpt.of("a".repeat(600))).hasSize(600);
    assertThat(Excerpt.ofName("a".repeat(255))).hasSize(255);
  }
}
