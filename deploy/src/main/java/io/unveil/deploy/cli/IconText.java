package io.unveil.deploy.cli;

import io.unveil.analyzer.report.LauncherReport;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says in one line whether the person who holds the device sees an icon. */
final class IconText {
  private IconText() {}

  /** {@return such as "visible on install; hidden after code on Android ≤ 9, synthetic on 10+"} */
  static String of(LauncherReport launcher) {
    if (launcher.installed().isEmpty()) {
      return "unknown";
    }
    String installed = phrase(launcher.installed(), " on install");
    if (launcher.afterCode().equals(launcher.installed())) {
      return installed + "; code does not change it";
    }
    return installed + "; " + phrase(launcher.afterCode(), " after code");
  }

  private static String phrase(Map<Integer, Visibility> byLevel, String when) {
    SortedMap<Integer, Visibility> sorted = new TreeMap<>(byLevel);
    List<String> parts = new ArrayList<>();
    Integer start = sorted.firstKey();
    Integer previous = start;
    for (Map.Entry<Integer, Visibility> entry : sorted.entrySet()) {
      if (entry.getValue() != sorted.get(start)) {
        parts.add(range(sorted, start, previous));
        start = entry.getKey();
      }
      previous = entry.getKey();
    }
    parts.add(range(sorted, start, previous));
    String first = parts.getFirst();
    int end = first.indexOf(' ');
    parts.set(0, end < 0 ? first + when : first.substring(0, end) + when + first.substring(end));
    return String.join(", ", parts);
  }

  private static String range(SortedMap<Integer, Visibility> sorted, int from, int to) {
    String seen = String.valueOf(sorted.get(from)).toLowerCase(Locale.ROOT);
    boolean lowest = from == sorted.firstKey();
    boolean highest = to == sorted.lastKey();
    if (lowest && highest) {
      return seen;
    }
    if (lowest) {
      return seen + " on Android ≤ " + android(to);
    }
    return highest ? seen + " on " + android(from) + "+" : seen + " on " + span(from, to);
  }

  private static String span(int from, int to) {
    return from == to ? android(from) : android(from) + "–" + android(to);
  }

  /** {@return the version that people know by the API level} */
  private static String android(int level) {
    return switch (level) {
      case 19, 20 -> "4.4";
      case 21 -> "5.0";
      case 22 -> "5.1";
      case 23 -> "6";
      case 24 -> "7.0";
      case 25 -> "7.1";
      case 26 -> "8.0";
      case 27 -> "8.1";
      case 28 -> "9";
      case 29 -> "10";
      case 30 -> "11";
      case 31 -> "12";
      case 32 -> "12L";
      default -> level > 32 && level <= 36 ? String.valueOf(level - 20) : "API " + level;
    };
  }
}
