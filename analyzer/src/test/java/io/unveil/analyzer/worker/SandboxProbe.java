package io.unveil.analyzer.worker;

import io.unveil.unpacker.Limits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A process that sets the layers of a worker, then tries what they forbid and what they must not.
 */
final class SandboxProbe {
  private SandboxProbe() {}

  private interface Try {
    void run() throws Exception;
  }

  /**
   * Prints one line for each try: its name, a tab, {@code done} or the exception.
   *
   * @param arguments a folder that may be read, a file in it, a file elsewhere, then what the JVM
   *     needs
   */
  public static void main(String[] arguments) throws Exception {
    Path allowed = Path.of(arguments[0]);
    Path sample = Path.of(arguments[1]);
    Path secret = Path.of(arguments[2]);
    List<String> readable =
        Stream.concat(Stream.of(allowed.toString()), Arrays.stream(arguments).skip(3)).toList();
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    SandboxLayers.Set layers =
        SandboxLayers.set(
            new Request.Configure(1, parent, readable, 1L << 30, 600, Limits.DEFAULT));
    System.out.println("layers\t" + layers.active() + " " + layers.missing());
    Thread tries = new Thread(() -> tries(allowed, sample, secret, parent));
    tries.start();
    tries.join();
    // On a thread from before Landlock was set only the filter holds.
    attempt("exec on the first thread", () -> new ProcessBuilder("/bin/true").start());
  }

  private static void tries(Path allowed, Path sample, Path secret, long parent) {
    attempt("read sample", () -> Files.readAllBytes(sample));
    attempt("list folder", () -> list(allowed));
    attempt(
        "map sample",
        () -> {
          try (FileChannel channel = FileChannel.open(sample)) {
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
          }
        });
    attempt("read elsewhere", () -> Files.readAllBytes(secret));
    attempt("read /etc/passwd", () -> Files.readAllBytes(Path.of("/etc/passwd")));
    attempt("list root", () -> list(Path.of("/")));
    attempt("create", () -> Files.createFile(allowed.resolve("new")));
    attempt("append", () -> Files.write(sample, new byte[1], StandardOpenOption.APPEND));
    attempt("overwrite", () -> Files.write(sample, new byte[1]));
    attempt("create in /tmp", () -> Files.createTempFile("probe", ".x"));
    attempt("make folder", () -> Files.createDirectory(allowed.resolve("folder")));
    attempt("delete", () -> Files.delete(sample));
    attempt("rename", () -> Files.move(sample, allowed.resolve("moved")));
    attempt("link", () -> Files.createSymbolicLink(allowed.resolve("link"), sample));
    attempt("exec", () -> new ProcessBuilder("/bin/true").start());
    attempt("connect", () -> new Socket(InetAddress.getLoopbackAddress(), 9).close());
    attempt("connect channel", () -> SocketChannel.open().close());
    // Signal 0 only asks whether it would be allowed.
    attempt("kill parent", () -> calls().call(Syscall.KILL, parent, 0));
    attempt(
        "threads",
        () -> {
          long sum = IntStream.range(0, 100_000).parallel().mapToLong(i -> i % 7).sum();
          Thread thread = Thread.ofPlatform().start(() -> {});
          thread.join();
          Thread.startVirtualThread(() -> {}).join();
          if (sum == 0) {
            throw new IllegalStateException();
          }
        });
    attempt(
        "late classes",
        () -> {
          new java.util.concurrent.ConcurrentSkipListMap<String, String>().put("a", "b");
          java.security.MessageDigest.getInstance("SHA-512").digest(new byte[1]);
          javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding");
          java.security.cert.CertificateFactory.getInstance("X.509");
        });
    attempt("collect", System::gc);
  }

  private static NativeCalls calls() {
    return NativeCalls.link(
        Processor.of(System.getProperty("os.name"), System.getProperty("os.arch")).orElseThrow(),
        Arena.global());
  }

  private static void list(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      var _ = files.iterator().hasNext();
    }
  }

  private static void attempt(String name, Try what) {
    try {
      what.run();
      System.out.println(name + "\tdone");
    } catch (Exception | Error e) {
      System.out.println(name + "\t" + e);
    }
  }
}
