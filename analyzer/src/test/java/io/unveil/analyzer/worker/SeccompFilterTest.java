package io.unveil.analyzer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.worker.SeccompFilter.Instruction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter's program, run by an interpreter of classic BPF as the kernel runs it. */
class SeccompFilterTest {
  private static final int PID = 4_711;
  private static final int ALLOW = 0x7FFF_0000;
  private static final int KILL = 0x8000_0000;
  private static final int ERROR = 0x0005_0000;
  private static final int NOT_PERMITTED = ERROR | 1;
  private static final int NO_ACCESS = ERROR | 13;
  private static final int NOT_THERE = ERROR | 38;

  @ParameterizedTest
  @EnumSource
  void deniedCalls_areErrors(Processor processor) {
    for (Syscall call : Syscall.values()) {
      if (call.rule() == Syscall.Rule.DENIED && call.number(processor) >= 0) {
        assertThat(run(processor, call.number(processor))).as(call.name()).isEqualTo(NOT_PERMITTED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherProcessorsTable_endsTheProcess(Processor processor) {
    Processor other = processor == Processor.X86_64 ? Processor.AARCH64 : Processor.X86_64;

    assertThat(run(processor, other, 0)).isEqualTo(KILL);
  }

  @ParameterizedTest
  @EnumSource
  void callsThatNobodyKnows_areNotThere(Processor processor) {
    assertThat(run(processor, 463)).isEqualTo(NOT_THERE);
    assertThat(run(processor, 0x4000_0000 | 59)).isEqualTo(NOT_THERE);
    assertThat(run(processor, -1)).isEqualTo(NOT_THERE);
  }

  @ParameterizedTest
  @EnumSource
  void callsOfNoRule_areAllowed(Processor processor) {
    // read, write, mmap, futex: 0, 1, 9, 202 on x86-64; 63, 64, 222, 98 on AArch64
    int[] harmless =
        processor == Processor.X86_64 ? new int[] {0, 1, 9, 202} : new int[] {63, 64, 222, 98};
    for (int number : harmless) {
      assertThat(run(processor, number)).as("%d", number).isEqualTo(ALLOW);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clone_startsThreadsOnly(Processor processor) {
    int number = Syscall.CLONE.number(processor);

    assertThat(run(processor, number, 0x3D0F00)).isEqualTo(ALLOW);
    assertThat(run(processor, number, 17)).isEqualTo(NOT_PERMITTED);
    assertThat(run(processor, Syscall.CLONE3.number(processor))).isEqualTo(NOT_THERE);
  }

  @ParameterizedTest
  @EnumSource
  void open_isForReading(Processor processor) {
    int number = Syscall.OPENAT.number(processor);

    assertThat(run(processor, number, -100, 0, 0x80000)).isEqualTo(ALLOW);
    for (int writing : new int[] {1, 2, 3, 0x40, 0x200, 0x400, 0x410002}) {
      assertThat(run(processor, number, -100, 0, writing)).as("%x", writing).isEqualTo(NO_ACCESS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void signals_reachOwnThreadsOnly(Processor processor) {
    int number = Syscall.TGKILL.number(processor);

    assertThat(run(processor, number, PID, 4_712, 10)).isEqualTo(ALLOW);
    assertThat(run(processor, number, PID + 1, 4_712, 10)).isEqualTo(NOT_PERMITTED);
    assertThat(run(processor, number, PID | 1L << 32, 4_712, 10)).isEqualTo(NOT_PERMITTED);
  }

  @ParameterizedTest
  @EnumSource
  void limits_areReadNotSet(Processor processor) {
    int number = Syscall.PRLIMIT64.number(processor);

    assertThat(run(processor, number, 0, 7, 0, 0x7000)).isEqualTo(ALLOW);
    assertThat(run(processor, number, 0, 7, 0x7000, 0)).isEqualTo(NOT_PERMITTED);
    assertThat(run(processor, number, 0, 7, 1L << 40, 0)).isEqualTo(NOT_PERMITTED);
  }

  @ParameterizedTest
  @EnumSource
  void threadsAreNamed_terminalsNotTypedInto(Processor processor) {
    assertThat(run(processor, Syscall.PRCTL.number(processor), 15)).isEqualTo(ALLOW);
    assertThat(run(processor, Syscall.PRCTL.number(processor), 1)).isEqualTo(NOT_PERMITTED);
    assertThat(run(processor, Syscall.IOCTL.number(processor), 0, 0x541B)).isEqualTo(ALLOW);
    assertThat(run(processor, Syscall.IOCTL.number(processor), 0, 0x5412)).isEqualTo(NOT_PERMITTED);
  }

  private static int run(Processor processor, int number, long... arguments) {
    return run(processor, processor, number, arguments);
  }

  private static int run(Processor built, Processor real, int number, long... arguments) {
    List<Instruction> program = SeccompFilter.program(built, PID);
    int a = 0;
    for (int at = 0; at < program.size(); at++) {
      Instruction one = program.get(at);
      switch (one.code()) {
        case 0x20 -> a = word(one.operand(), real, number, arguments);
        case 0x15 -> at += a == one.operand() ? one.whenTrue() : one.whenFalse();
        case 0x35 ->
            at += Integer.compareUnsigned(a, one.operand()) >= 0 ? one.whenTrue() : one.whenFalse();
        case 0x45 -> at += (a & one.operand()) != 0 ? one.whenTrue() : one.whenFalse();
        case 0x06 -> {
          return one.operand();
        }
        default -> throw new AssertionError("code " + one.code());
      }
    }
    throw new AssertionError("the program ends without an answer");
  }

  /** {@code struct seccomp_data}. */
  private static int word(int offset, Processor real, int number, long... arguments) {
    return switch (offset) {
      case 0 -> number;
      case 4 -> real.audit();
      default -> {
        int index = (offset - 16) / 8;
        long argument = index < arguments.length ? arguments[index] : 0;
        yield (int) ((offset - 16) % 8 == 0 ? argument : argument >>> 32);
      }
    };
  }
}
