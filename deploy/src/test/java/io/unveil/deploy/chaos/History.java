package io.unveil.deploy.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file of everything that was accepted, every result and every fault; only ever appended to.
 */
final class History implements AutoCloseable {
  private final Path file;
  private final BufferedWriter out;

  private History(Path file) throws IOException {
    this.file = file;
    this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  static History in(Path file) throws IOException {
    return new History(file);
  }

  /** Writes a line through to the file before it returns. */
  synchronized void add(Event event) {
    try {
      out.write(event.line());
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** {@return everything in a file, in its order} */
  static List<Event> read(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream().map(Event::parse).toList();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
