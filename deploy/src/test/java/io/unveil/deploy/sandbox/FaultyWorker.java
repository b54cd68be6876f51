package io.unveil.deploy.sandbox;

import io.unveil.analyzer.worker.Frames;
import io.unveil.analyzer.worker.Message;
import io.unveil.analyzer.worker.Reply;
import io.unveil.analyzer.worker.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker that does to each job what the name of the job's file says. Only tests start it. */
final class FaultyWorker {
  private static final List<byte[]> HELD = new ArrayList<>();

  private FaultyWorker() {}

  /** Speaks the protocol, until told otherwise. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(System.in);
    PrintStream out = System.out;
    if (Frames.read(in) instanceof Request.Configure) {
      Frames.write(out, new Reply.Ready(Message.PROTOCOL, List.of("none"), List.of()));
    }
    while (Frames.read(in) instanceof Request.Scan(String path, _)) {
      Frames.write(out, new Reply.Began("unpack"));
      fault(Path.of(path).getFileName().toString(), out);
    }
  }

  private static void fault(String name, PrintStream out) throws IOException, InterruptedException {
    switch (name) {
      case "spin" -> spin();
      case "sleep" -> Thread.sleep(600_000);
      case "heap" -> fillHeap();
      case "native" -> fillNative();
      case "exit" -> Runtime.getRuntime().halt(7);
      case "signal" -> signal();
      case "stack" -> Frames.write(out, new Reply.Failed("the stack was exhausted", "stack"));
      case "defect" -> Frames.write(out, new Reply.Failed("NullPointerException at X", null));
      case "garbage" -> write(out, "Hello, I am a library that prints.\n");
      case "oversized" -> write(out, "\u007F\u0000\u0000\u0000");
      case "endless" -> endless(out);
      case "closed" -> {
        out.close();
        Thread.sleep(600_000);
      }
      case "chatter" -> {
        Frames.write(out, new Reply.Unreadable("first"));
        Frames.write(out, new Reply.Unreadable("second"));
        Thread.sleep(600_000);
      }
      case "request" -> Frames.write(out, new Request.Scan("/etc/passwd", "00"));
      case "ready" ->
          Frames.write(out, new Reply.Ready(Message.PROTOCOL, List.of("all"), List.of()));
      default -> Frames.write(out, new Reply.Unreadable("pid " + ProcessHandle.current().pid()));
    }
  }

  private static void spin() {
    long sum = 0;
    while (sum >= 0) {
      sum = (sum + 1) & 0xFFFF;
    }
  }

  private static void fillHeap() {
    while (!Thread.currentThread().isInterrupted()) {
      HELD.add(new byte[1 << 20]);
    }
  }

  private static void fillNative() throws InterruptedException {
    List<java.lang.foreign.MemorySegment> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      all.add(java.lang.foreign.Arena.global().allocate(8 << 20).fill((byte) 1));
    }
    Thread.sleep(600_000L + all.size());
  }

  private static void signal() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-SEGV", Long.toString(ProcessHandle.current().pid())).start();
    Thread.sleep(600_000);
  }

  private static void endless(PrintStream out) throws IOException {
    byte[] frame = Frames.encode(new Reply.Began("unpack"));
    while (!out.checkError()) {
      out.write(frame);
    }
  }

  private static void write(PrintStream out, String text) {
    out.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    out.flush();
  }
}
