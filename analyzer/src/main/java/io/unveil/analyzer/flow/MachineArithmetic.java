package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Machine.Stopped;

/** Arithmetic of ints and longs for {@link MachineFrame}; floating point stops the machine. */
final class MachineArithmetic {
  /** Operations in the order of Dalvik's opcodes, from {@code add-int} and {@code add-int/lit8}. */
  private static final Arithmetic[] BINARY = {
    Arithmetic.ADD,
    Arithmetic.SUB,
    Arithmetic.MUL,
    Arithmetic.DIV,
    Arithmetic.REM,
    Arithmetic.AND,
    Arithmetic.OR,
    Arithmetic.XOR,
    Arithmetic.SHL,
    Arithmetic.SHR,
    Arithmetic.USHR
  };

  private static final Arithmetic[] LITERAL = {
    Arithmetic.ADD,
    Arithmetic.RSUB,
    Arithmetic.MUL,
    Arithmetic.DIV,
    Arithmetic.REM,
    Arithmetic.AND,
    Arithmetic.OR,
    Arithmetic.XOR,
    Arithmetic.SHL,
    Arithmetic.SHR,
    Arithmetic.USHR
  };

  private MachineArithmetic() {}

  static void apply(MachineFrame frame, int op) throws Stopped {
    if (op >= 0x7b && op <= 0x8f) {
      frame.setBits(frame.a4(), unary(op, frame.bits(frame.b4())));
    } else if (op >= 0x90 && op <= 0xa5) {
      int from = frame.secondUnit();
      long a = frame.bits(from & 0xff);
      frame.setBits(frame.a8(), binary(op - 0x90, a, frame.bits(from >> 8)));
    } else if (op >= 0xb0 && op <= 0xc5) {
      long a = frame.bits(frame.a4());
      frame.setBits(frame.a4(), binary(op - 0xb0, a, frame.bits(frame.b4())));
    } else if (op >= 0xd0 && op <= 0xd7) {
      long literal = (short) frame.secondUnit();
      frame.setBits(frame.a4(), literal(op - 0xd0, frame.bits(frame.b4()), literal));
    } else if (op >= 0xd8 && op <= 0xe2) {
      int from = frame.secondUnit();
      long literal = (byte) (from >> 8);
      frame.setBits(frame.a8(), literal(op - 0xd8, frame.bits(from & 0xff), literal));
    } else {
      throw new Stopped("opcode " + Integer.toHexString(op), false);
    }
  }

  private static long unary(int op, long value) throws Stopped {
    return switch (op) {
      case 0x7b -> -(int) value;
      case 0x7c -> ~(int) value;
      case 0x7d -> -value;
      case 0x7e -> ~value;
      case 0x81 -> (int) value;
      case 0x84 -> (int) value;
      case 0x8d -> (byte) value;
      case 0x8e -> (char) value;
      case 0x8f -> (short) value;
      default -> throw new Stopped("floating point", false);
    };
  }

  private static long binary(int index, long a, long b) throws Stopped {
    boolean wide = index >= BINARY.length;
    return done(BINARY[index % BINARY.length].of(a, b, wide));
  }

  private static long literal(int index, long a, long literal) throws Stopped {
    return done(LITERAL[index].of(a, literal, false));
  }

  private static long done(@org.jspecify.annotations.Nullable Long result) throws Stopped {
    if (result == null) {
      throw new Stopped("division by zero", false);
    }
    return result;
  }
}
