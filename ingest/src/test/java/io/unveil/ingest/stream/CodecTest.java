package io.unveil.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  private static final Path GOLDEN = Path.of("ingest/src/test/resources/messages");

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("submission", Codec.SUBMISSION, Messages.submission()),
        Arguments.of("unpacked", Codec.UNPACKED, Messages.unpackedMessage()),
        Arguments.of("facts", Codec.FACTS, Messages.factsMessage()),
        Arguments.of("facts-by-reference", Codec.FACTS, Messages.factsByReference()),
        Arguments.of("result", Codec.RESULT, Messages.result()),
        Arguments.of("origin", Codec.ORIGIN, Messages.origin()),
        Arguments.of("failure", Codec.FAILURE, Messages.failure()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T extends Record> void format_isPinned(String name, Codec<T> codec, T message)
      throws IOException {
    Path file =
        Path.of(System.getProperty("unveil.root", "..")).resolve(GOLDEN).resolve(name + ".json");
    String actual = new String(codec.write(message), UTF_8) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual);
    }
    assertThat(actual)
        .as("%s; rewrite with -Dgolden.update=true and raise its version", file.getFileName())
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "(no such file)");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T extends Record> void writtenMessage_isReadBackTheSame(String name, Codec<T> codec, T message)
      throws BadMessageException {
    byte[] bytes = codec.write(message);

    assertThat(codec.read(name, bytes)).isEqualTo(message);
    assertThat(new String(bytes, UTF_8)).startsWith("{\"schemaVersion\":" + codec.version() + ",");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T extends Record> void samplesStrings_areEscaped(String name, Codec<T> codec, T message) {
    assertThat(new String(codec.write(message), UTF_8))
        .doesNotContain("\u202e", "\u001b", "\ufffd", "?");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T extends Record> void damagedMessage_givesOnlyTheTypedError(
      String name, Codec<T> codec, T message) {
    byte[] good = codec.write(message);
    long seed = Long.getLong("test.seed", 20_260_102L);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      int length = random.nextInt(bad.length);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      byte[] damaged = random.nextBoolean() ? bad : java.util.Arrays.copyOf(bad, length);
      try {
        Object read = codec.read("damaged", damaged);
        assertThat(read).isNotNull();
      } catch (BadMessageException e) {
        assertThat(e).hasMessageStartingWith("damaged: ");
      } catch (RuntimeException e) {
        throw new AssertionError(name + ": rerun with -Dtest.seed=" + seed + ", iteration " + i, e);
      }
    }
  }

  @Test
  void unreadableRecord_namesTopicPartitionAndOffset() {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(
            "apk.submissions", 3, 17, "key", "{\"schemaVersion\":1,\"sha256\":7}".getBytes(UTF_8));

    assertThatThrownBy(() -> Codec.SUBMISSION.read(record))
        .isInstanceOf(BadMessageException.class)
        .hasMessage("apk.submissions-3@17: /sha256: wrong type: expected a string");
  }

  @Test
  void recordWithoutValue_isAnError() {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>("apk.submissions", 3, 17, "key", null);

    assertThatThrownBy(() -> Codec.SUBMISSION.read(record))
        .isInstanceOf(BadMessageException.class)
        .hasMessage("apk.submissions-3@17: no value");
  }

  @Test
  void newerMessage_isToldApart_evenWithUnknownKeys() {
    byte[] newer = "{\"schemaVersion\":5,\"what\":\"?\"}".getBytes(UTF_8);

    BadMessageException e =
        catchThrowableOfType(
            BadMessageException.class, () -> Codec.FACTS.read("apk.facts-0@1", newer));
    assertThat(e.newer()).isTrue();
    assertThat(e)
        .hasMessage("apk.facts-0@1: version 5 of its format is newer than 4; update this process");
  }

  @Test
  void olderMessage_saysWhatToDo_andDoesNotWaitForAnotherProcess() {
    byte[] older = "{\"schemaVersion\":1,\"sha256\":\"?\"}".getBytes(UTF_8);

    BadMessageException e =
        catchThrowableOfType(
            BadMessageException.class, () -> Codec.RESULT.read("apk.results-0@1", older));
    assertThat(e.newer()).isFalse();
    assertThat(e)
        .hasMessage(
            "apk.results-0@1: version 1 of its format is older than 4; submit the sample again");
  }
}
