package io.unveil.analyzer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own takes its rights away and then tries everything. */
class SandboxLayersIT {
  private static final List<String> WRITING =
      List.of(
          "create",
          "append",
          "overwrite",
          "create in /tmp",
          "make folder",
          "delete",
          "rename",
          "link");

  @TempDir private Path folder;

  @Test
  void layers_denyRunningConnectingAndWriting_andLeaveTheRest() throws Exception {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    Path sample = Files.write(samples.resolve("ä.apk"), new byte[100]);
    Path secret = Files.writeString(folder.resolve("secret"), "secret");

    Map<String, String> tries = probe(samples, sample, secret);

    String layers = tries.getOrDefault("layers", "");
    System.out.println("layers: " + layers);
    Assumptions.assumeTrue(
        layers.contains("seccomp,") || layers.contains("seccomp]"), "skipped: no seccomp here");
    for (String denied :
        List.of("exec", "exec on the first thread", "connect", "connect channel")) {
      assertThat(tries.get(denied)).as(denied).isNotNull().isNotEqualTo("done");
    }
    assertThat(tries.get("kill parent")).contains("kill failed with errno 1");
    for (String denied : WRITING) {
      assertThat(tries.get(denied)).as(denied).isNotNull().isNotEqualTo("done");
    }
    for (String allowed :
        List.of("read sample", "list folder", "map sample", "threads", "late classes", "collect")) {
      assertThat(tries.get(allowed)).as(allowed).isEqualTo("done");
    }
    if (layers.contains("landlock-")) {
      for (String denied : List.of("read elsewhere", "read /etc/passwd", "list root")) {
        assertThat(tries.get(denied)).as(denied).contains("AccessDeniedException");
      }
    }
    assertThat(Files.readAllBytes(sample)).hasSize(100);
    assertThat(samples).isDirectoryContaining(file -> file.equals(sample));
  }

  private static Map<String, String> probe(Path samples, Path sample, Path secret)
      throws Exception {
    String classPath = System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                SandboxProbe.class.getName(),
                samples.toString(),
                sample.toString(),
                secret.toString(),
                System.getProperty("java.home")));
    Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> Files.exists(Path.of(entry)))
        .forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    Map<String, String> tries = new LinkedHashMap<>();
    output
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(parts -> tries.put(parts[0], parts[parts.length - 1]));
    return tries;
  }
}
