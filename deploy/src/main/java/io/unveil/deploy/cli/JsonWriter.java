package io.unveil.deploy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One JSON document: an object when one file was asked for, else an array that is written as
 * results come.
 */
final class JsonWriter implements ResultWriter {
  private final OutputStream out;
  private final boolean array;
  private boolean begun;

  JsonWriter(OutputStream out, boolean array) {
    this.out = out;
    this.array = array;
  }

  @Override
  public void write(SampleResult result) throws IOException {
    if (array) {
      print(begun ? ",\n" : "[\n");
    }
    begun = true;
    print(ResultJson.pretty(result));
    out.flush();
  }

  @Override
  public void finish(Tally tally) throws IOException {
    if (array) {
      print(begun ? "\n]\n" : "[]\n");
    } else {
      print("\n");
    }
    out.flush();
  }

  private void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
