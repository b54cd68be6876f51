package io.unveil.analyzer.worker;

import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What the launcher runs to fill the AOT cache of workers (<a
 * href="https://openjdk.org/jeps/514">JEP 514</a>): the work of a worker, without the sandbox,
 * which would keep the JVM from writing down what it has learnt.
 */
public final class WorkerTraining {
  private WorkerTraining() {}

  /**
   * Works through all files of a folder.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException, MalformedApkException {
    CompletableFuture<Models> models = WorkerMain.warmUp();
    Request.Configure given =
        new Request.Configure(Message.PROTOCOL, 0, List.of(), 1, 1, Limits.DEFAULT);
    crossed(given);
    layers();
    crossed(new Reply.Ready(Message.PROTOCOL, List.of("process"), List.of()));
    SampleWork work = new SampleWork(given.limits(), models::join, WorkerTraining::crossed);
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        String sha256;
        try (ApkBytes bytes = ApkBytes.map(file, given.limits())) {
          sha256 = bytes.sha256();
        }
        Request.Scan scan = new Request.Scan(file.toString(), sha256);
        crossed(scan);
        crossed(work.answer(scan));
        if (work.answer(new Request.Unpack(file.toString(), sha256))
            instanceof Reply.Unpacked(_, var apk)) {
          Request.Analyze analyze = new Request.Analyze(file.toString(), apk);
          crossed(analyze);
          crossed(work.answer(analyze));
        }
      }
    }
  }

  /** Loads the classes of the layers and makes one harmless native call. */
  private static void layers() {
    Processor.of(System.getProperty("os.name"), System.getProperty("os.arch"))
        .ifPresent(processor -> {
          try {
            NativeCalls calls = NativeCalls.link(processor, Arena.global());
            int pid = (int) calls.call(Syscall.GETPID);
            SeccompFilter.program(processor, pid);
          } catch (NativeCalls.NativeException e) {
            throw new AssertionError("getpid(2) cannot fail", e);
          }
        });
  }

  /** Both ends of a pipe. */
  private static void crossed(Message message) {
    try {
      if (Frames.read(new ByteArrayInputStream(Frames.encode(message))) == null) {
        throw new IllegalStateException("a message became none");
      }
    } catch (IOException e) {
      throw new IllegalStateException("a message cannot be read again", e);
    }
  }
}
