package io.unveil.deploy.config;

import io.unveil.ingest.s3.S3Location;
import io.unveil.ingest.s3.S3Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text of a setting becomes a value, and which values are allowed. */
sealed interface ValueType<T> {
  /**
   * {@return the value of {@code text}}
   *
   * @throws IllegalArgumentException when it is not allowed
   */
  T parse(String text);

  /** {@return the allowed values, for messages and the documentation} */
  String range();

  /** A whole number. */
  record WholeNumber(int min, int max) implements ValueType<Integer> {
    @Override
    public Integer parse(String text) {
      int value = Integer.parseInt(text);
      if (value < min || value > max) {
        throw new IllegalArgumentException();
      }
      return value;
    }

    @Override
    public String range() {
      return "whole number, %d to %d".formatted(min, max);
    }
  }

  /** On or off. */
  record Switch() implements ValueType<Boolean> {
    @Override
    public Boolean parse(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException();
      };
    }

    @Override
    public String range() {
      return "true or false";
    }
  }

  /** A number of parallel workers, or {@code auto} for some for each processor. */
  record Lanes(int max, int perProcessor) implements ValueType<Integer> {
    @Override
    public Integer parse(String text) {
      if (text.equals("auto")) {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.clamp((long) processors * perProcessor, 1, max);
      }
      return new WholeNumber(1, max).parse(text);
    }

    @Override
    public String range() {
      return "whole number, 1 to %d, or auto = %d for each processor".formatted(max, perProcessor);
    }
  }

  /** A size in bytes, with one of the units B, KiB, MiB, GiB. */
  record Size(String min, String max) implements ValueType<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");

    @Override
    public Long parse(String text) {
      long value = bytes(text);
      if (value < bytes(min) || value > bytes(max)) {
        throw new IllegalArgumentException();
      }
      return value;
    }

    private static long bytes(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw new IllegalArgumentException();
      }
      return Long.parseLong(form.group(1)) << (10 * UNITS.indexOf(form.group(2)));
    }

    @Override
    public String range() {
      return "size with B, KiB, MiB or GiB, %s to %s".formatted(min, max);
    }
  }

  /** A time span, with one of the units ms, s, min, h, d. */
  record Span(String min, String max) implements ValueType<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(ms|s|min|h|d)");

    @Override
    public Duration parse(String text) {
      Duration value = duration(text);
      if (value.compareTo(duration(min)) < 0 || value.compareTo(duration(max)) > 0) {
        throw new IllegalArgumentException();
      }
      return value;
    }

    private static Duration duration(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw new IllegalArgumentException();
      }
      long count = Long.parseLong(form.group(1));
      try {
        return switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "min" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
      } catch (DateTimeException | ArithmeticException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String range() {
      return "time with ms, s, min, h or d, %s to %s".formatted(min, max);
    }
  }

  /** One of the constants of an enum, in lower case. */
  record Choice<E extends Enum<E>>(Class<E> type) implements ValueType<E> {
    @Override
    public E parse(String text) {
      if (!text.equals(text.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException();
      }
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String range() {
      List<String> words =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.name().toLowerCase(Locale.ROOT))
              .toList();
      return "one of " + String.join(", ", words);
    }
  }

  /** A literal loopback address; names are not looked up. */
  record LoopbackAddress() implements ValueType<InetAddress> {
    @Override
    public InetAddress parse(String text) {
      try {
        InetAddress address = InetAddress.ofLiteral(text.equals("localhost") ? "127.0.0.1" : text);
        if (!address.isLoopbackAddress()) {
          throw new IllegalArgumentException();
        }
        // Without the zone or name that text may have carried.
        return InetAddress.getByAddress(address.getAddress());
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String range() {
      return "127.0.0.1, ::1 or localhost; another address needs TLS and a token, not available"
          + " yet";
    }
  }

  /** Brokers as {@code host:port}, separated by commas, or nothing. */
  record Servers() implements ValueType<String> {
    private static final Pattern FORM =
        Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):([1-9]\\d{0,4})");

    @Override
    public String parse(String text) {
      if (!text.isEmpty()) {
        for (String server : text.split(",", -1)) {
          Matcher form = FORM.matcher(server.strip());
          if (!form.matches() || Integer.parseInt(form.group(2)) > 65_535) {
            throw new IllegalArgumentException();
          }
        }
      }
      return text;
    }

    @Override
    public String range() {
      return "host:port, several separated by commas, or empty";
    }
  }

  /** Parts of the pipeline. */
  record Roles() implements ValueType<Set<Role>> {
    @Override
    public Set<Role> parse(String text) {
      return Role.parse(text);
    }

    @Override
    public String range() {
      return Role.range();
    }
  }

  /** Nodes as {@code id@127.0.0.1:port}, separated by commas, or nothing. */
  record Voters() implements ValueType<SortedMap<Integer, Integer>> {
    private static final Pattern FORM =
        Pattern.compile("([1-9]\\d{0,2})@(?:127\\.0\\.0\\.1|localhost):([1-9]\\d{0,4})");

    @Override
    public SortedMap<Integer, Integer> parse(String text) {
      SortedMap<Integer, Integer> ports = new TreeMap<>();
      if (!text.isEmpty()) {
        for (String voter : text.split(",", -1)) {
          Matcher form = FORM.matcher(voter.strip());
          if (!form.matches()
              || Integer.parseInt(form.group(2)) > 65_535
              || ports.put(Integer.valueOf(form.group(1)), Integer.valueOf(form.group(2)))
                  != null) {
            throw new IllegalArgumentException();
          }
        }
      }
      return ports;
    }

    @Override
    public String range() {
      return "id@127.0.0.1:port, several separated by commas, or empty";
    }
  }

  /** An absolute path of a file, or nothing. */
  record File() implements ValueType<String> {
    @Override
    public String parse(String text) {
      return path(text);
    }

    @Override
    public String range() {
      return "absolute path of a file, or empty";
    }
  }

  /** An absolute path of a folder, or nothing. */
  record Folder() implements ValueType<String> {
    @Override
    public String parse(String text) {
      return path(text);
    }

    @Override
    public String range() {
      return "absolute path of a folder, or empty";
    }
  }

  /** A bucket and prefix, or nothing. */
  record S3Place() implements ValueType<String> {
    @Override
    public String parse(String text) {
      return text.isEmpty() ? text : S3Location.parse(text).toString();
    }

    @Override
    public String range() {
      return "s3://bucket/prefix, the prefix of letters, digits, dots, dashes, underscores and"
          + " slashes, or empty";
    }
  }

  /** The address of an S3 service, or nothing. */
  record S3Endpoint() implements ValueType<String> {
    @Override
    public String parse(String text) {
      return text.isEmpty()
          ? text
          : String.valueOf(new S3Settings(URI.create(text), null, true, null).endpoint());
    }

    @Override
    public String range() {
      return "https://host:port, http:// on loopback only, or empty";
    }
  }

  /** The name of a region, or nothing. */
  record Region() implements ValueType<String> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{0,64}");

    @Override
    public String parse(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new IllegalArgumentException();
      }
      return text;
    }

    @Override
    public String range() {
      return "name of a region such as eu-central-1, or empty";
    }
  }

  private static String path(String text) {
    // InvalidPathException is an IllegalArgumentException.
    if (!text.isEmpty() && !Path.of(text).isAbsolute()) {
      throw new IllegalArgumentException();
    }
    return text;
  }
}
