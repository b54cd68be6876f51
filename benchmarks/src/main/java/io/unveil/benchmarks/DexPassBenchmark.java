package io.unveil.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many bytes of DEX a second does the pass read that every scan makes? */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@State(Scope.Benchmark)
public class DexPassBenchmark {
  /** Bytes read, told beside the passes as {@code gigabytes} a second. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Read {
    private long bytes;

    /** Starts the count anew. */
    @Setup(Level.Iteration)
    public void reset() {
      bytes = 0;
    }

    /** {@return gigabytes (10⁹) read so far} */
    public double gigabytes() {
      return bytes / 1e9;
    }
  }

  private final DexPass pass = new DexPass();

  /** Class tables, linear pass, matching with the models. */
  @Benchmark
  public DexPass.Result pass(ApkFile input, Read read) {
    DexPass.Result result = pass.run(input.dex());
    read.bytes += input.dexBytes();
    return result;
  }
}
