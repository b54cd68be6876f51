package io.unveil.deploy.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code docs/kafka-security.md}: its settings are what the tests run with. */
final class SecurityPage {
  static final String PATH = "docs/kafka-security.md";
  private static final String BEGIN = "```properties\n";

  private SecurityPage() {}

  static String text() throws IOException {
    return Files.readString(Path.of(System.getProperty("unveil.root", "..")).resolve(PATH));
  }

  /** {@return the settings of the broker} */
  static String broker() throws IOException {
    return blocks().getFirst();
  }

  /** {@return the settings of a client} */
  static String client() throws IOException {
    return blocks().getLast();
  }

  private static List<String> blocks() throws IOException {
    String text = text();
    List<String> blocks = new ArrayList<>();
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
      blocks.add(text.substring(at + BEGIN.length(), text.indexOf("```", at + BEGIN.length())));
    }
    return blocks;
  }
}
