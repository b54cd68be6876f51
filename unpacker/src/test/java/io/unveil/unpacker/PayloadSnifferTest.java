package io.unveil.unpacker;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.unpacker.UnpackedApk.Payload;
import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted data is told from formats that only look random, and from ordinary data. */
class PayloadSnifferTest {
  private static final long SEED = 20_261_123L;

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(SEED + length).nextBytes(noise);
    // No known format starts like this.
    System.arraycopy(HexFormat.of().parseHex("9A01F7E388C2"), 0, noise, 0, 6);
    return noise;
  }

  private static List<Payload> payloads(String name, byte[] content, boolean stored)
      throws MalformedApkException {
    ApkBuilder apk = ApkBuilder.apk("com.example.blob");
    byte[] file =
        stored
            ? apk.zip(z -> z.addStored(name, content)).build()
            : apk.entry(name, content).build();
    return ApkUnpacker.unpack(ApkBytes.of(file), Limits.DEFAULT).payloads();
  }

  @ParameterizedTest
  @CsvSource({"4096,true", "4096,false", "5000,false", "70000,true", "300000,false"})
  void encryptedBlob_isOpaqueWithItsEntropy(int length, boolean stored)
      throws MalformedApkException {
    assertThat(payloads("assets/config.json", noise(length), stored))
        .singleElement()
        .satisfies(p -> {
          assertThat(p.kind()).isEqualTo(Kind.OPAQUE);
          assertThat(p.analysed()).isFalse();
          assertThat(p.detail()).matches("entropy 7\\.9\\d\\d bits per byte over its first .*");
        });
  }

  @Test
  void tooFewBytesToMeasure_areNotOpaque() throws MalformedApkException {
    assertThat(payloads("assets/key", noise(4095), true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "89504E470D0A1A0A", // PNG
        "FFD8FFE000104A46", // JPEG
        "474946383961", // GIF
        "52494646000000005745425056503820", // WebP
        "4F67675300020000", // Ogg
        "494433040000", // MP3 with ID3
        "FFFB9064", // MP3 frame
        "664C614300000022", // FLAC
        "0000001C667479706D703432", // MP4
        "000100000012010000", // TrueType
        "4F54544F000C", // OpenType
        "774F463200010000", // WOFF2
        "1F8B0800", // gzip
        "FD377A585A000004", // xz
        "28B52FFD", // zstd
        "789C", // zlib
        "255044462D312E35", // PDF
        "53514C69746520666F726D6174203300", // SQLite
        "1C00000054464C33", // TensorFlow Lite
        "70726F0030313000", // baseline profile
        "C61FBC03C103191F" // Hermes bytecode
      })
  void compressedFormatWithKnownStart_isNotOpaque(String start) throws MalformedApkException {
    byte[] content = noise(20_000);
    byte[] magic = HexFormat.of().parseHex(start);
    System.arraycopy(magic, 0, content, 0, magic.length);
    assertThat(payloads("assets/file.bin", content, true)).isEmpty();
    assertThat(payloads("assets/file.bin", content, false)).isEmpty();
  }

  @Test
  void ordinaryData_isNotOpaque() throws MalformedApkException, IOException {
    Random random = new Random(SEED);
    byte[] gaussian = new byte[100_000];
    byte[] base64 = java.util.Base64.getEncoder().encode(noise(60_000));
    for (int i = 0; i < gaussian.length; i++) {
      gaussian[i] = (byte) (random.nextGaussian() * 30);
    }
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(gaussian);
    }
    assertThat(payloads("assets/weights.bin", gaussian, true)).isEmpty();
    assertThat(payloads("assets/text", base64, true)).isEmpty();
    assertThat(payloads("assets/data.gz", gzip.toByteArray(), true)).isEmpty();
    assertThat(payloads("assets/zeros", new byte[100_000], false)).isEmpty();
    byte[] utf8 = "Fünf Häuser stehen an der Straße. ".repeat(500).getBytes(StandardCharsets.UTF_8);
    assertThat(payloads("assets/de.txt", utf8, false)).isEmpty();
  }

  @Test
  void dexUnderXor_isDexThatIsNotAnalysed() throws MalformedApkException {
    byte[] dex = noise(2_000);
    System.arraycopy("dex\n035\0".getBytes(StandardCharsets.US_ASCII), 0, dex, 0, 8);
    for (int i = 0; i < dex.length; i++) {
      dex[i] ^= 0x5a;
    }
    assertThat(payloads("assets/x", dex, false))
        .containsExactly(
            new Payload(
                "assets/x", Kind.DEX, 2_000, false, "every byte is hidden by XOR with 0x5a"));
  }

  @ParameterizedTest
  @CsvSource({
    "dex\\n041,true",
    "dex\\n039,true",
    "dex\\n042,false",
    "dey\\n036,false",
    "cdex001,false"
  })
  void dexHeaders_areReadWhenArtReadsThem(String magic, boolean analysed)
      throws MalformedApkException {
    byte[] dex = noise(2_000);
    byte[] start = (magic.replace("\\n", "\n") + "\0").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, dex, 0, start.length);
    assertThat(payloads("assets/x", dex, false))
        .singleElement()
        .satisfies(p -> {
          assertThat(p.kind()).isEqualTo(Kind.DEX);
          assertThat(p.analysed()).isEqualTo(analysed);
        });
  }
}
