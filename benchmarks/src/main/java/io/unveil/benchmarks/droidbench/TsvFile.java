package io.unveil.benchmarks.droidbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables with a head line and tabs between the columns. */
final class TsvFile {
  private TsvFile() {}

  /**
   * {@return each row as column name to value; a missing last column is an empty one}
   *
   * @param columns columns that must be there
   * @throws IOException when the file cannot be read, lacks a column, or a row is too long
   */
  static List<Map<String, String>> read(Path file, String... columns) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> head = lines.isEmpty() ? List.of() : List.of(lines.getFirst().split("\t", -1));
    for (String column : columns) {
      if (!head.contains(column)) {
        throw new IOException(file + " has no column " + column + "; its first line names " + head);
      }
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        rows.add(row(file, i + 1, head, lines.get(i).split("\t", -1)));
      }
    }
    return rows;
  }

  private static Map<String, String> row(Path file, int line, List<String> head, String[] cells)
      throws IOException {
    if (cells.length > head.size()) {
      throw new IOException(file + ":" + line + " has more columns than the first line");
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < head.size(); i++) {
      row.put(head.get(i), i < cells.length ? cells[i] : "");
    }
    return row;
  }
}
