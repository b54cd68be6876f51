package io.unveil.analyzer.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * The program that the kernel runs on every system call of the process (classic BPF over {@code
 * struct seccomp_data}, {@code linux/seccomp.h}). What is denied returns an error to the caller, so
 * that Java throws an exception instead of dying; a call of another processor's table ends the
 * process.
 */
final class SeccompFilter {
  /** One instruction: {@code struct sock_filter}. */
  record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7FFF_0000;
  private static final int KILL_PROCESS = 0x8000_0000;
  private static final int ERROR = 0x0005_0000;
  private static final int NOT_PERMITTED = ERROR | 1;
  private static final int NO_ACCESS = ERROR | 13;
  private static final int NOT_THERE = ERROR | 38;

  private static final int NUMBER = 0;
  private static final int PROCESSOR = 4;
  private static final int ARGUMENTS = 16;

  /** Above this the table has nothing; on x86-64 the x32 numbers are there as well. */
  private static final int FIRST_UNKNOWN = 463;

  private static final int THREAD = 0x10000;

  /** Any way of writing, creating, truncating or appending of {@code open}. */
  private static final int WRITING = 0x3 | 0x40 | 0x200 | 0x400;

  /**
   * {@code PR_SET_NAME}, {@code PR_GET_NAME} and {@code PR_SET_VMA}: names for threads and memory.
   */
  private static final int[] HARMLESS_PRCTL = {15, 16, 0x53564D41};

  /** {@code TIOCSTI} and {@code TIOCLINUX}: typing into a terminal. */
  private static final int[] TERMINAL_INPUT = {0x5412, 0x541C};

  private final Processor processor;
  private final List<Instruction> program = new ArrayList<>();

  private SeccompFilter(Processor processor) {
    this.processor = processor;
  }

  /**
   * {@return the program}
   *
   * @param pid the process itself, which may signal its own threads
   */
  static List<Instruction> program(Processor processor, int pid) {
    SeccompFilter filter = new SeccompFilter(processor);
    filter.preamble();
    for (Syscall call : Syscall.values()) {
      if (call.rule() == Syscall.Rule.DENIED) {
        filter.always(call, NOT_PERMITTED);
      }
    }
    filter.byArguments(pid);
    filter.add(RETURN, ALLOW);
    return List.copyOf(filter.program);
  }

  private void preamble() {
    add(LOAD_WORD, PROCESSOR);
    jump(JUMP_EQUAL, processor.audit(), 1, 0);
    add(RETURN, KILL_PROCESS);
    add(LOAD_WORD, NUMBER);
    jump(JUMP_GREATER_OR_EQUAL, FIRST_UNKNOWN, 0, 1);
    add(RETURN, NOT_THERE);
  }

  private void byArguments(int pid) {
    // The C library falls back to calls whose arguments a filter can read.
    always(Syscall.CLONE3, NOT_THERE);
    always(Syscall.OPENAT2, NOT_THERE);
    block(Syscall.CLONE, List.of(load(0, false), test(JUMP_ANY_BIT, THREAD, 0, 1)), NOT_PERMITTED);
    writing(Syscall.OPEN, 1);
    writing(Syscall.OPENAT, 2);
    block(
        Syscall.TGKILL,
        List.of(
            load(0, true), test(JUMP_EQUAL, 0, 0, 3), load(0, false), test(JUMP_EQUAL, pid, 0, 1)),
        NOT_PERMITTED);
    block(
        Syscall.PRLIMIT64,
        List.of(
            load(2, true), test(JUMP_EQUAL, 0, 0, 3), load(2, false), test(JUMP_EQUAL, 0, 0, 1)),
        NOT_PERMITTED);
    anyOf(Syscall.PRCTL, 0, HARMLESS_PRCTL, ALLOW, NOT_PERMITTED);
    anyOf(Syscall.IOCTL, 1, TERMINAL_INPUT, NOT_PERMITTED, ALLOW);
  }

  private void always(Syscall call, int result) {
    int number = call.number(processor);
    if (number != Syscall.NONE_THERE) {
      jump(JUMP_EQUAL, number, 0, 1);
      add(RETURN, result);
    }
  }

  private void writing(Syscall call, int flagsArgument) {
    int number = call.number(processor);
    if (number != Syscall.NONE_THERE) {
      jump(JUMP_EQUAL, number, 0, 4);
      program.add(load(flagsArgument, false));
      jump(JUMP_ANY_BIT, WRITING, 0, 1);
      add(RETURN, NO_ACCESS);
      add(RETURN, ALLOW);
    }
  }

  /** Tests that fall through to {@code ALLOW}, and jump over it when they fail. */
  private void block(Syscall call, List<Instruction> tests, int otherwise) {
    jump(JUMP_EQUAL, call.number(processor), 0, tests.size() + 2);
    program.addAll(tests);
    add(RETURN, ALLOW);
    add(RETURN, otherwise);
  }

  private void anyOf(Syscall call, int argument, int[] values, int then, int otherwise) {
    jump(JUMP_EQUAL, call.number(processor), 0, values.length + 3);
    program.add(load(argument, false));
    for (int i = 0; i < values.length; i++) {
      jump(JUMP_EQUAL, values[i], values.length - i, 0);
    }
    add(RETURN, otherwise);
    add(RETURN, then);
  }

  /** Half of an argument, on a little-endian processor. */
  private static Instruction load(int argument, boolean upper) {
    return new Instruction(LOAD_WORD, 0, 0, ARGUMENTS + 8 * argument + (upper ? 4 : 0));
  }

  private static Instruction test(int code, int operand, int whenTrue, int whenFalse) {
    return new Instruction(code, whenTrue, whenFalse, operand);
  }

  private void jump(int code, int operand, int whenTrue, int whenFalse) {
    program.add(new Instruction(code, whenTrue, whenFalse, operand));
  }

  private void add(int code, int operand) {
    program.add(new Instruction(code, 0, 0, operand));
  }
}
