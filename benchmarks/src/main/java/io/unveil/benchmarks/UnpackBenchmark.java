package io.unveil.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does each part of unpacking cost, and what the work that it cannot leave out? */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@State(Scope.Thread)
public class UnpackBenchmark {
  /** What is timed; {@code UNPACK} is the whole, the hash of the file included. */
  @Param public UnpackParts.Part part = UnpackParts.Part.UNPACK;

  private @Nullable UnpackParts parts;

  /** Reads what the parts build upon. */
  @Setup(Level.Trial)
  public void open(ApkFile input) throws IOException {
    parts = new UnpackParts(input.path());
  }

  /** Unmaps the file. */
  @TearDown(Level.Trial)
  public void close() {
    opened().close();
  }

  /** Does the part. */
  @Benchmark
  public @Nullable Object part() throws IOException {
    return opened().run(part);
  }

  /** Does the floor of the part. */
  @Benchmark
  public Object floor() throws IOException {
    return opened().floor(part);
  }

  private UnpackParts opened() {
    UnpackParts known = parts;
    if (known == null) {
      throw new IllegalStateException("not set up");
    }
    return known;
  }
}
