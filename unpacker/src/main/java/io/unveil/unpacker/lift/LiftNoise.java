package io.unveil.unpacker.lift;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Keeps dex2jar's warnings off {@code System.err}, where they would tell users of instructions and
 * strings of a sample. dex2jar knows no other place for them. The stream is wrapped once and the
 * wrapper stays: it drops what a thread writes while that thread lifts, and passes on all else, so
 * no thread ever loses or redirects what another one writes.
 */
final class LiftNoise {
  private static final ScopedValue<Boolean> LIFTING = ScopedValue.newInstance();

  private LiftNoise() {}

  /** Wraps the present {@code System.err} unless it is wrapped already. */
  static synchronized void install() {
    PrintStream present = System.err;
    if (!(present instanceof Filter)) {
      System.setErr(new Filter(present));
    }
  }

  /**
   * {@return the result of {@code work}, during which this thread's writes to {@code System.err}
   * are dropped}
   */
  static <T> T dropped(ScopedValue.CallableOp<T, RuntimeException> work) {
    return ScopedValue.where(LIFTING, true).call(work);
  }

  private static final class Filter extends PrintStream {
    Filter(PrintStream target) {
      super(new Gate(target), true, target.charset());
    }
  }

  private static final class Gate extends OutputStream {
    private final PrintStream target;

    Gate(PrintStream target) {
      this.target = target;
    }

    @Override
    public void write(int unit) {
      if (!LIFTING.isBound()) {
        target.write(unit);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      if (!LIFTING.isBound()) {
        target.write(bytes, from, length);
      }
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
