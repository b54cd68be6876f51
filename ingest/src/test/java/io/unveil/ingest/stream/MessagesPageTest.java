package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  @ParameterizedTest
  @EnumSource(Topic.class)
  void everyTopic_hasARow_withItsRetention(Topic topic) throws IOException {
    String stays =
        switch (topic.retention()) {
          case QUEUE -> Topics.QUEUE_RETENTION.toDays() + " days";
          case LATEST_BY_KEY -> "last of each key";
          case FOREVER -> "for good";
        };

    assertThat(page().lines().filter(line -> line.startsWith("| `" + topic.topicName() + "` |")))
        .singleElement()
        .asString()
        .contains("| " + stays + " |");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Submission.class,
        Origin.class,
        UnpackedMessage.class,
        FactsMessage.class,
        ResultMessage.class,
        SampleOrigin.class,
        FailureRecord.class,
        PurgeRecord.class
      })
  void everyFormat_namesExactlyItsFields_inOrder(Class<?> type) throws IOException {
    assertThat(rows(section("### " + type.getSimpleName())))
        .isEqualTo(
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList());
  }

  @Test
  void settingsOfTheShareGroups_areThoseOfTheCode() throws IOException {
    List<String> settings = rows(section("## Share groups of the work stages"));

    assertThat(settings)
        .containsExactlyInAnyOrderElementsOf(ShareGroups.settings(WorkGroup.UNPACK).keySet());
    ShareGroups.settings(WorkGroup.UNPACK)
        .forEach((name, value) -> assertThat(page(name)).contains(value));
  }

  @Test
  void deadLetterHeaders_areThoseOfTheCode() throws IOException {
    assertThat(rows(section("## Dead letters")))
        .contains(
            DeadLetterLoop.HEADER_TOPIC,
            DeadLetterLoop.HEADER_PARTITION,
            DeadLetterLoop.HEADER_OFFSET,
            DeadLetterLoop.HEADER_DELIVERIES,
            DeadLetterLoop.HEADER_MESSAGE);
    assertThat(section("## Dead letters")).contains(DeadLetterLoop.REJECTED);
  }

  private static String page(String setting) {
    try {
      return page()
          .lines()
          .filter(line -> line.startsWith("| `" + setting + "` |"))
          .findAny()
          .orElse("");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("unveil.root", "..")).resolve("docs/messages.md"));
  }

  private static String section(String heading) throws IOException {
    String page = page();
    int start = page.indexOf(heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    int end = page.indexOf("\n#", start + 1);
    return page.substring(start, end < 0 ? page.length() : end);
  }

  private static List<String> rows(String section) {
    return ROW.matcher(section).results().map(found -> found.group(1)).toList();
  }
}
