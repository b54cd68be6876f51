package io.unveil.analyzer.worker;

import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Messages on a pair of pipes. A message is one or more frames; a frame is its length in bytes (32
 * bits), the type of the message (8 bits), 1 when more frames of the message follow or 0 for the
 * last (8 bits), that many bytes, and their CRC-32 (32 bits), all big-endian. Nothing is allocated
 * from a length before it is checked, and then only as bytes arrive.
 */
public final class Frames {
  /** Most bytes in one frame. */
  public static final int MAX_FRAME_BYTES = 16 << 20;

  /** Most bytes in one message. */
  public static final int MAX_MESSAGE_BYTES = 64 << 20;

  private Frames() {}

  /**
   * A message as frames.
   *
   * @throws TooLargeException when it has more than {@link #MAX_MESSAGE_BYTES}
   */
  public static byte[] encode(Message message) throws TooLargeException {
    byte[] json = ReportJson.bytes((Record) message);
    if (json.length > MAX_MESSAGE_BYTES) {
      throw new TooLargeException(json.length);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 64);
    try {
      frames(Message.TYPES.indexOf(message.getClass()), json, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError("memory can be written", e);
    }
    return bytes.toByteArray();
  }

  /** Writes a message and flushes. */
  public static void write(OutputStream out, Message message) throws IOException {
    out.write(encode(message));
    out.flush();
  }

  /**
   * Reads one message.
   *
   * @param in best buffered
   * @return null at the end of the stream
   * @throws ProtocolException when what comes is no message, or the stream ends within one
   * @throws IOException when reading fails
   */
  public static @Nullable Message read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    try {
      return read(new DataInputStream(in), first);
    } catch (EOFException e) {
      throw new ProtocolException("the stream ended within a message");
    }
  }

  /** A message is larger than what may be sent. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long bytes) {
      super("a message of " + bytes + " bytes, more than the limit of " + MAX_MESSAGE_BYTES);
    }
  }

  private static void frames(int type, byte[] json, DataOutputStream out) throws IOException {
    int at = 0;
    do {
      int length = Math.min(MAX_FRAME_BYTES, json.length - at);
      CRC32 crc = new CRC32();
      crc.update(json, at, length);
      out.writeInt(length);
      out.writeByte(type);
      out.writeByte(at + length < json.length ? 1 : 0);
      out.write(json, at, length);
      out.writeInt((int) crc.getValue());
      at += length;
    } while (at < json.length);
  }

  private static Message read(DataInputStream in, int first) throws IOException {
    int high = first;
    int type = -1;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    while (true) {
      int length = high << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
      if (length < 0 || length > MAX_FRAME_BYTES) {
        throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes");
      }
      if (whole.size() + length > MAX_MESSAGE_BYTES) {
        throw new ProtocolException("a message of more than " + MAX_MESSAGE_BYTES + " bytes");
      }
      int its = in.readUnsignedByte();
      if (its >= Message.TYPES.size() || (type >= 0 && its != type)) {
        throw new ProtocolException("a frame of type " + its);
      }
      type = its;
      int more = in.readUnsignedByte();
      body(in, length, whole);
      if (more == 0) {
        return message(type, whole.toByteArray());
      }
      if (more != 1 || length == 0) {
        throw new ProtocolException("a frame that is neither the last nor followed by another");
      }
      high = in.readUnsignedByte();
    }
  }

  private static void body(DataInputStream in, int length, ByteArrayOutputStream whole)
      throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (in.readInt() != (int) crc.getValue()) {
      throw new ProtocolException("a frame whose checksum is wrong");
    }
    whole.write(bytes);
  }

  private static Message message(int type, byte[] json) throws ProtocolException {
    try {
      return StrictJson.read("message", json, Message.TYPES.get(type));
    } catch (BadDataException e) {
      throw new ProtocolException("a message that cannot be read: " + e.getMessage());
    }
  }
}
