package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Adler32;

/**
 * Changes code items of a DEX file as an instruction may be wrong: opcodes, registers, branch
 * targets, ids, payloads, try ranges, handlers, headers. Checksums fit the changed bytes, so that a
 * reader cannot refuse the file as a whole.
 */
final class CodeMutator {
  private static final int HEADER = 16;
  private static final int CHECKSUM = 8;
  private static final int SIGNATURE = 12;
  private static final int FILE_SIZE = 32;
  private static final int[] EDGES = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xfffe, 0xffff};

  private final byte[] dex;
  private final List<DexMethod> methods;
  private final Random random;

  /**
   * @param code the same file, opened
   */
  CodeMutator(byte[] dex, DexCode code, Random random) {
    this.dex = dex;
    this.random = random;
    this.methods = new ArrayList<>();
    for (int i = 0; i < code.methodCount(); i++) {
      DexMethod method = code.method(i);
      if (method.hasCode() && method.file().code(method).units() > 0) {
        methods.add(method);
      }
    }
  }

  /** {@return how many methods can be changed} */
  int methods() {
    return methods.size();
  }

  /** {@return a copy with one to six changes in one to three methods} */
  byte[] mutant() {
    byte[] copy = dex.clone();
    ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    for (int m = 1 + random.nextInt(3); m > 0; m--) {
      DexMethod method = methods.get(random.nextInt(methods.size()));
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        change(bytes, method);
      }
    }
    return withChecksums(copy);
  }

  private void change(ByteBuffer bytes, DexMethod method) {
    CodeItem item = method.file().code(method);
    int start = method.codeOffset() + HEADER;
    List<Integer> starts = instructions(item);
    int pc = starts.get(random.nextInt(starts.size()));
    int at = start + 2 * pc;
    switch (random.nextInt(9)) {
      case 0 -> bytes.put(at, (byte) random.nextInt(256));
      case 1 -> bytes.put(at + 1, edgeByte());
      case 2 -> operand(bytes, item, pc, at, edge());
      case 3 -> operand(bytes, item, pc, at, random.nextInt(64) - 32);
      case 4 -> operand(bytes, item, pc, at, -pc + random.nextInt(item.units() + 2) - 1);
      case 5 -> swap(bytes, item, starts, start);
      case 6 -> bytes.putShort(method.codeOffset() + 2 * random.nextInt(8), (short) edge());
      case 7 -> tries(bytes, item, start);
      default -> bytes.putShort(at, (short) (random.nextInt(4) << 8));
    }
  }

  private static List<Integer> instructions(CodeItem item) {
    List<Integer> starts = new ArrayList<>();
    for (int pc = 0; pc < item.units(); pc += item.units(pc)) {
      starts.add(pc);
    }
    return starts;
  }

  /** An id, a branch target, the registers of a call, a part of a payload. */
  private void operand(ByteBuffer bytes, CodeItem item, int pc, int at, int value) {
    int units = item.units(pc);
    if (units > 1) {
      bytes.putShort(at + 2 * (1 + random.nextInt(units - 1)), (short) value);
    } else {
      bytes.put(at + 1, (byte) value);
    }
  }

  private void swap(ByteBuffer bytes, CodeItem item, List<Integer> starts, int start) {
    int a = starts.get(random.nextInt(starts.size()));
    int b = starts.get(random.nextInt(starts.size()));
    for (int i = 0; i < Math.min(item.units(a), item.units(b)); i++) {
      short held = bytes.getShort(start + 2 * (a + i));
      bytes.putShort(start + 2 * (a + i), bytes.getShort(start + 2 * (b + i)));
      bytes.putShort(start + 2 * (b + i), held);
    }
  }

  /** Try items are behind the instructions, the handlers behind them. */
  private void tries(ByteBuffer bytes, CodeItem item, int start) {
    int end = start + 2 * item.units() + (item.units() & 1) * 2;
    int length = 8 * item.tryCount() + (item.tryCount() > 0 ? 16 : 0);
    if (length > 0 && end + length <= bytes.limit()) {
      bytes.put(end + random.nextInt(length), edgeByte());
    }
  }

  private byte edgeByte() {
    return (byte) (random.nextBoolean() ? edge() : random.nextInt(256));
  }

  private int edge() {
    return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(65_536);
  }

  private static byte[] withChecksums(byte[] dex) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(dex, FILE_SIZE, dex.length - FILE_SIZE);
      System.arraycopy(sha1.digest(), 0, dex, SIGNATURE, FILE_SIZE - SIGNATURE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    Adler32 adler = new Adler32();
    adler.update(dex, SIGNATURE, dex.length - SIGNATURE);
    ByteBuffer.wrap(dex).order(ByteOrder.LITTLE_ENDIAN).putInt(CHECKSUM, (int) adler.getValue());
    return dex;
  }
}
