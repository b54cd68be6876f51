package io.unveil.deploy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * <a href="https://jsonlines.org">JSON Lines</a>: each result on its own line, written through at
 * once.
 */
final class JsonLinesWriter implements ResultWriter {
  private final OutputStream out;

  JsonLinesWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(SampleResult result) throws IOException {
    out.write((ResultJson.line(result) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void finish(Tally tally) throws IOException {
    out.flush();
  }
}
