package io.unveil.deploy.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which samples processes read at this moment: the files of the store that they have mapped. */
final class HeldSamples {
  private static final Pattern SAMPLE =
      Pattern.compile("/store/apk/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})$", Pattern.MULTILINE);

  private HeldSamples() {}

  static Set<String> of(List<ProcessHandle> processes) {
    Set<String> held = new HashSet<>();
    for (ProcessHandle process : processes) {
      Matcher found = SAMPLE.matcher(maps(process));
      while (found.find()) {
        held.add(found.group(1));
      }
    }
    return held;
  }

  private static String maps(ProcessHandle process) {
    try {
      Path maps = Path.of("/proc", Long.toString(process.pid()), "maps");
      return Files.readString(maps, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      // It ended, or it is nobody's business but root's.
      return "";
    }
  }
}
