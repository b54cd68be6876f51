package io.unveil.unpacker.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.MalformedApkException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntryInflaterTest {
  private final EntryInflater inflater = new EntryInflater(10_000_000);

  @AfterEach
  void close() {
    inflater.close();
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + 1_000];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  private byte[] inflate(byte[] data, long declared, long limit) throws MalformedApkException {
    return inflater.inflate(
        ApkBytes.of(data), 0, data.length, EntryInflater.DEFLATED, declared, bound(limit));
  }

  private static LimitHit bound(long bytes) {
    return new LimitHit("max-manifest-bytes", bytes, "a.xml");
  }

  @Test
  void declaredSize_rightTooSmallTooBig_givesTheSameBytes() throws MalformedApkException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    byte[] data = deflate(content);
    for (long declared :
        new long[] {content.length, 0, 1, 299_999, 300_001, 0xFFFF_FFFFL, Long.MAX_VALUE, -5}) {
      assertThat(inflate(data, declared, 1 << 20)).as("declared %d", declared).isEqualTo(content);
    }
  }

  @Test
  void bomb_stopsAtTheEntryLimit() {
    byte[] data = deflate(new byte[5_000_000]);
    assertThat(data.length).isLessThan(10_000);
    assertThatThrownBy(() -> inflate(data, 100, 1_000_000))
        .isInstanceOf(MalformedApkException.class)
        .hasMessageContaining("limit of 1000000 bytes")
        .satisfies(
            e -> assertThat(((MalformedApkException) e).limit()).isEqualTo(bound(1_000_000)));
  }

  @Test
  void contentExactlyAtTheLimit_isRead() throws MalformedApkException {
    byte[] content = new byte[100_000];
    assertThat(inflate(deflate(content), 100_000, 100_000)).isEqualTo(content);
    assertThatThrownBy(() -> inflate(deflate(content), 100_000, 99_999))
        .isInstanceOf(MalformedApkException.class);
  }

  @Test
  void allEntriesTogether_stopAtTheBudget() throws MalformedApkException {
    byte[] data = deflate(new byte[4_000_000]);
    inflate(data, 4_000_000, 1 << 30);
    inflate(data, 4_000_000, 1 << 30);
    assertThatThrownBy(() -> inflate(data, 4_000_000, 1 << 30))
        .hasMessageContaining("more than the 2000000 bytes that are left of 10000000")
        .satisfies(e ->
            assertThat(((MalformedApkException) e).limit())
                .isEqualTo(new LimitHit("max-inflated-bytes", 10_000_000, "a.xml")));
  }

  @Test
  void limitOfTheEntryEqualToWhatIsLeft_isTheOneThatIsNamed() {
    byte[] data = deflate(new byte[11_000_000]);
    assertThatThrownBy(() -> inflate(data, 100, 10_000_000))
        .satisfies(
            e -> assertThat(((MalformedApkException) e).limit()).isEqualTo(bound(10_000_000)));
  }

  @Test
  void cutStream_throwsWithOffset() {
    byte[] content = new byte[10_000];
    new Random(2).nextBytes(content);
    byte[] data = deflate(content);
    for (int length = 0; length < data.length; length += 97) {
      byte[] cut = Arrays.copyOf(data, length);
      assertThatThrownBy(() -> inflate(cut, content.length, 1 << 20))
          .as("cut at %d", length)
          .isInstanceOf(MalformedApkException.class)
          .hasMessageContaining("offset");
    }
  }

  @Test
  void stored_takesTheDeclaredBytes_asAndroidDoes() throws MalformedApkException {
    ApkBytes bytes = ApkBytes.of(new byte[] {1, 2, 3, 4, 5});
    assertThat(inflater.inflate(bytes, 1, 2, 0x1C5D, 3, bound(100))).containsExactly(2, 3, 4);
    assertThatThrownBy(() -> inflater.inflate(bytes, 1, 2, 0, 5, bound(100)))
        .hasMessageContaining("past the end");
    assertThatThrownBy(
            () -> inflater.inflate(bytes, Long.MAX_VALUE, 2, 0, Long.MAX_VALUE, bound(100)))
        .isInstanceOf(MalformedApkException.class);
  }

  @Test
  void prefix_ofBothKinds_givesTheFirstBytes() {
    byte[] content = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] into = new byte[4];
    byte[] data = deflate(content);
    assertThat(inflater.prefix(ApkBytes.of(data), 0, data.length, 8, into)).isEqualTo(4);
    assertThat(into).asString().isEqualTo("0123");
    assertThat(inflater.prefix(ApkBytes.of(content), 2, 3, 0, into)).isEqualTo(3);
    assertThat(into).asString().startsWith("234");
    assertThat(inflater.prefix(ApkBytes.of(new byte[] {-1, -1, -1, -1}), 0, 4, 8, into)).isZero();
  }
}
