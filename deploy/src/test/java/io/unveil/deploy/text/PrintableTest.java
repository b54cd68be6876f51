package io.unveil.deploy.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void ordinaryText_staysAsItIs() {
    assertThat(Printable.of("Привет, 世界 \"x\" ü 😀")).isEqualTo("Привет, 世界 \"x\" ü 😀");
  }

  @Test
  void terminalControls_areEscaped() {
    assertThat(Printable.of("a\u001b[2Jb\nc\u009bd\u007f"))
        .isEqualTo("a\\u{1b}[2Jb\\u{a}c\\u{9b}d\\u{7f}");
  }

  @Test
  void bidiAndInvisibleCharacters_areEscaped() {
    assertThat(Printable.of("x\u202egpj\u2066\u200b\u2028\ufeff"))
        .isEqualTo("x\\u{202e}gpj\\u{2066}\\u{200b}\\u{2028}\\u{feff}");
  }

  @Test
  void loneSurrogate_isEscaped() {
    assertThat(Printable.of("x\ud800y")).isEqualTo("x\\u{d800}y");
  }
}
