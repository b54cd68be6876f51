package io.unveil.deploy.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of one request: only known ones, each at most once. */
final class Parameters {
  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  static Parameters of(Context context, Set<String> known) {
    Map<String, List<String>> values;
    try {
      values = context.queryParamMap();
    } catch (IllegalArgumentException e) {
      throw notEncoded();
    }
    values.forEach((name, all) -> {
      if (!known.contains(name)) {
        throw ApiException.of(
            400,
            "unknown parameter; known are " + String.join(", ", known.stream().sorted().toList()));
      }
      if (all.isEmpty()) {
        throw notEncoded();
      }
      if (all.size() > 1) {
        throw ApiException.of(400, "parameter " + name + " is given twice");
      }
    });
    return new Parameters(values);
  }

  private static ApiException notEncoded() {
    return ApiException.of(400, "a parameter is not percent-encoded UTF-8");
  }

  /** {@return the value, or null when it is absent or empty} */
  @Nullable String text(String name) {
    List<String> all = values.get(name);
    return all == null || all.getFirst().isEmpty() ? null : all.getFirst();
  }

  String text(String name, String absent) {
    String text = text(name);
    return text == null ? absent : text;
  }

  int number(String name, int absent, int max) {
    String text = text(name);
    if (text == null) {
      return absent;
    }
    if (text.matches("\\d{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    }
    throw ApiException.of(400, "parameter %s must be a number from 1 to %d".formatted(name, max));
  }
}
