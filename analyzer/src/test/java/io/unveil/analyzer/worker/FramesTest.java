package io.unveil.analyzer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  private static final String SHA256 = "ab".repeat(32);

  private static final List<Message> MESSAGES =
      List.of(
          new Request.Configure(1, 77, List.of("/a b", "/ü"), 1, 2, Limits.DEFAULT),
          new Request.Unpack("/x.apk", SHA256),
          new Request.Scan("/\u0000\n\"", SHA256),
          new Reply.Ready(1, List.of("process"), List.of("seccomp: none")),
          new Reply.Began("unpack"),
          new Reply.Malformed("no end record", 12, new LimitHit("max-entries", 3, "x")),
          new Reply.Malformed("no end record", 12, null),
          new Reply.Unreadable("gone"),
          new Reply.Failed("NullPointerException at X", null));

  @Test
  void everyMessage_comesBackAsItWas() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Message message : MESSAGES) {
      Frames.write(all, message);
    }
    ByteArrayInputStream in = new ByteArrayInputStream(all.toByteArray());
    for (Message message : MESSAGES) {
      assertThat(Frames.read(in)).isEqualTo(message);
    }
    assertThat(Frames.read(in)).isNull();
  }

  @Test
  void everyType_hasItsPlace() {
    assertThat(Message.TYPES)
        .doesNotHaveDuplicates()
        .allSatisfy(type -> assertThat(type.isRecord()).isTrue())
        .hasSize(
            Request.class.getPermittedSubclasses().length
                + Reply.class.getPermittedSubclasses().length);
  }

  @Test
  void messageOfSeveralFrames_comesBackAsItWas() throws IOException {
    Message large = new Reply.Unreadable("x".repeat(Frames.MAX_FRAME_BYTES + 5));

    byte[] bytes = Frames.encode(large);

    assertThat(bytes).hasSizeGreaterThan(Frames.MAX_FRAME_BYTES + 20);
    assertThat(Frames.read(new ByteArrayInputStream(bytes))).isEqualTo(large);
  }

  @Test
  void messageAboveTheBound_isRefusedByBothSides() throws IOException {
    assertThatThrownBy(
            () -> Frames.encode(new Reply.Unreadable("x".repeat(Frames.MAX_MESSAGE_BYTES))))
        .isInstanceOf(Frames.TooLargeException.class)
        .hasMessageContaining("more than the limit of " + Frames.MAX_MESSAGE_BYTES);
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    byte[] body = new byte[Frames.MAX_FRAME_BYTES];
    for (int i = 0; i < 5; i++) {
      frame(endless, 9, 1, body);
    }
    refused(endless.toByteArray(), "a message of more than");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Frames.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE})
  void lengthOutsideTheBound_isRefusedBeforeAnythingIsRead(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeInt(length);

    refused(bytes.toByteArray(), "a frame of ");
  }

  @Test
  void brokenFrames_areNamed() throws IOException {
    byte[] good = Frames.encode(new Reply.Began("unpack"));
    byte[] flipped = good.clone();
    flipped[8] ^= 1;
    refused(flipped, "checksum");
    refused(Arrays.copyOf(good, good.length - 1), "ended within a message");
    refused(made(99, 0, "{}"), "a frame of type 99");
    refused(made(5, 2, "{}"), "neither the last nor followed");
    refused(made(5, 0, "{\"stage\":\"unpack\",\"more\":1}"), "cannot be read");
    refused(made(5, 0, "{\"stage\":null}"), "cannot be read");
    refused(made(5, 0, "[".repeat(100_000)), "cannot be read");
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    frame(mixed, 5, 1, "{".getBytes(StandardCharsets.UTF_8));
    frame(mixed, 6, 0, "}".getBytes(StandardCharsets.UTF_8));
    refused(mixed.toByteArray(), "a frame of type 6");
  }

  /** Whatever comes, reading ends with messages or one kind of error. */
  @Test
  void mutatedFrames_areMessagesOrProtocolErrors() throws IOException {
    long seed = Long.getLong("sandbox.seed", 20_261_123L);
    System.out.println("mutated frames: seed " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Frames.encode(MESSAGES.get(random.nextInt(MESSAGES.size())));
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(random.nextBoolean() ? 8 : bytes.length)] = (byte) random.nextInt(256);
      }
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      try {
        while (Frames.read(in) != null) {
          assertThat(in.available()).isLessThan(bytes.length);
        }
      } catch (ProtocolException e) {
        assertThat(e).hasMessageNotContaining("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static void refused(byte[] bytes, String why) {
    assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(why);
  }

  private static byte[] made(int type, int more, String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    frame(bytes, type, more, body.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static void frame(ByteArrayOutputStream out, int type, int more, byte[] body)
      throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    CRC32 crc = new CRC32();
    crc.update(body);
    data.writeInt(body.length);
    data.writeByte(type);
    data.writeByte(more);
    data.write(body);
    data.writeInt((int) crc.getValue());
  }
}
