package io.unveil.unpacker.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.unveil.fixtures.ResourceConfig;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.anomaly.Sightings;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResourceTableTest {
  private final Sightings sightings = new Sightings(100);
  private final Unread unread = new Unread();

  private ResourceTable open(byte[] table) throws MalformedApkException {
    return ResourceTable.open(MemorySegment.ofArray(table), Limits.DEFAULT, sightings, unread);
  }

  @Test
  void values_ofEachKind_areFound() throws MalformedApkException {
    io.unveil.fixtures.ResourceTable built = new io.unveil.fixtures.ResourceTable("com.example.a");
    int text = built.string("text", "hello");
    int bool = built.bool("shown", Map.of(0, true, 29, false));
    int number = built.integer("number", 42);
    int alias = built.alias("string", "other", text);
    ResourceTable table = open(built.encode());
    assertThat(table.string(text)).isEqualTo("hello");
    assertThat(table.string(alias)).isEqualTo("hello");
    assertThat(table.booleans(bool)).containsExactly(Map.entry(0, true), Map.entry(29, false));
    assertThat(Objects.requireNonNull(table.value(number)).data()).isEqualTo(42);
    assertThat(table.string(0x7F7F0000)).isNull();
    assertThat(table.string(0x01040000)).isNull();
    assertThat(sightings.count()).isZero();
    assertThat(table.exhausted()).isFalse();
  }

  @Test
  void booleanThatDiffersByLanguage_isTrueWhereAnyLanguageSaysSo() throws MalformedApkException {
    io.unveil.fixtures.ResourceTable built = new io.unveil.fixtures.ResourceTable("com.example.a");
    ResourceConfig english = ResourceConfig.of("en");
    int hidden = built.bools("hidden", Map.of(ResourceConfig.DEFAULT, false, english, true));
    int later = built.bools("later", Map.of(ResourceConfig.DEFAULT, false, english.from(29), true));
    int alias = built.alias("bool", "alias", hidden);
    int sameHere = built.bools("same", Map.of(ResourceConfig.DEFAULT, true, english, true));
    int wide =
        built.bools(
            "wide", Map.of(ResourceConfig.DEFAULT, false, english.smallestWidth(600), true));
    ResourceTable table = open(built.encode());

    assertThat(table.booleansOfAnyLanguage(sameHere)).containsExactly(Map.entry(0, true));
    assertThat(table.booleansOfAnyLanguage(wide)).containsExactly(Map.entry(0, false));
    assertThat(sightings.count()).isZero();
    assertThat(table.booleans(hidden)).containsExactly(Map.entry(0, false));
    assertThat(table.booleansOfAnyLanguage(hidden)).containsExactly(Map.entry(0, true));
    assertThat(table.booleansOfAnyLanguage(alias)).containsExactly(Map.entry(0, true));
    assertThat(table.booleansOfAnyLanguage(later))
        .containsExactly(Map.entry(0, false), Map.entry(29, true));
    assertThat(sightings.inFileOrder())
        .extracting(Sighting::kind, Sighting::detail)
        .containsExactly(
            tuple(Anomaly.RESOURCES_BOOLEAN_BY_LANGUAGE, "bool/hidden"),
            tuple(Anomaly.RESOURCES_BOOLEAN_BY_LANGUAGE, "bool/alias"),
            tuple(Anomaly.RESOURCES_BOOLEAN_BY_LANGUAGE, "bool/later"));
  }

  @Test
  void everyPrefix_isReadAsFarAsItGoes() throws MalformedApkException {
    io.unveil.fixtures.ResourceTable built = new io.unveil.fixtures.ResourceTable("com.example.a");
    int text = built.string("text", "hello");
    byte[] table = built.encode();
    for (int length = 8; length < table.length; length++) {
      assertThat(open(java.util.Arrays.copyOf(table, length)).string(text))
          .as("length %d", length)
          .isNull();
    }
    assertThat(sightings.inFileOrder())
        .extracting(Sighting::kind)
        .contains(Anomaly.RESOURCES_BROKEN_CHUNK)
        .containsOnly(Anomaly.RESOURCES_BROKEN_CHUNK, Anomaly.RESOURCES_TRUNCATED);
  }

  @Test
  void otherType_throws() {
    assertThatThrownBy(() -> open(new byte[12]))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("chunk type 0");
  }

  /** Chunks of 32 bytes with one entry each that is not there, all of one type. */
  @Test
  void manyChunksOfOneType_lookupsAreGivenUp() throws MalformedApkException {
    int chunks = 40_000;
    int size = 288 + 16 + 32 * chunks;
    ByteBuffer bytes = ByteBuffer.allocate(12 + size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort((short) 2).putShort((short) 12).putInt(bytes.capacity()).putInt(1);
    bytes.putShort((short) 0x200).putShort((short) 288).putInt(size).putInt(0x7F);
    bytes.position(12 + 288).putShort((short) 0x202).putShort((short) 16).putInt(16).put((byte) 1);
    for (int at = 12 + 288 + 16; at < bytes.capacity(); at += 32) {
      bytes.position(at).putShort((short) 0x201).putShort((short) 24).putInt(32);
      bytes.put((byte) 1).put((byte) 0).putShort((short) 0).putInt(1).putInt(28).putInt(4);
      bytes.putInt(-1);
    }
    ResourceTable table = open(bytes.array());
    assertThat(table.value(0x7F010000)).isNull();
    assertThat(table.exhausted()).isFalse();
    for (int i = 1; i < 1_000; i++) {
      assertThat(table.value(0x7F010000 + i)).isNull();
    }
    assertThat(table.exhausted()).isTrue();
    assertThat(sightings.count()).isZero();
  }
}
