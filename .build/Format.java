import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over the Java sources of all modules: {@code check} fails on the first unformatted file,
 * {@code fix} rewrites. Started by the parent POM with the toolchain's JDK, because the formatter parses with the
 * compiler of the JDK it runs on.
 */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    List<String> arguments = new ArrayList<>(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    List<String> sources = sources(Path.of(args[1]));
    arguments.addAll(sources);
    PrintWriter out = new PrintWriter(System.out, true);
    int code = new Main(out, new PrintWriter(System.err, true), System.in).format(arguments.toArray(String[]::new));
    out.flush();
    if (code != 0 && !fix) {
      System.err.println("The files above are not formatted. Run: mvn -N initialize exec:exec@format -Dformat.mode=fix");
    }
    System.exit(code);
  }

  private static List<String> sources(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    for (String module :
        List.of("unpacker", "analyzer", "ingest", "indexer", "deploy", "benchmarks", "benchmarks/flowdroid")) {
      Path folder = root.resolve(module).resolve("src");
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (var files = Files.walk(folder)) {
        files.filter(f -> f.toString().endsWith(".java")).sorted().map(Path::toString).forEach(found::add);
      }
    }
    return found;
  }
}
