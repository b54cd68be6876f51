package io.unveil.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The APK that a benchmark reads. */
@State(Scope.Benchmark)
public class ApkFile {
  /** The value of {@link #apk} that stands for the fixture app. */
  static final String FIXTURE = "fixture";

  /** Path of an APK, or {@value #FIXTURE}. */
  @Param(FIXTURE)
  public String apk = FIXTURE;

  private Path path = Path.of("");
  private Map<String, byte[]> dex = Map.of();

  /** Finds the file and inflates its DEX files. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    path = apk.equals(FIXTURE) ? Inputs.fixture() : Inputs.of(List.of(apk)).getFirst();
    dex = new LinkedHashMap<>(Floor.run(path).inflated());
    dex.keySet().removeIf(name -> !name.endsWith(".dex"));
  }

  /** {@return where the APK is} */
  Path path() {
    return path;
  }

  /** {@return the inflated DEX files by name} */
  Map<String, byte[]> dex() {
    return dex;
  }

  /** {@return bytes of the DEX files together} */
  long dexBytes() {
    return dex.values().stream().mapToLong(bytes -> bytes.length).sum();
  }
}
