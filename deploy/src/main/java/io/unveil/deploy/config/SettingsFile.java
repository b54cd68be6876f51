package io.unveil.deploy.config;

import io.unveil.deploy.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code key = value} lines. Blank lines and lines that start with {@code #} say nothing;
 * everything after the first equals sign is the value, without the spaces around it, taken
 * literally: no escapes, no continued lines.
 */
final class SettingsFile {
  /** Largest file in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_SHOWN = 80;

  private SettingsFile() {}

  /**
   * One entry.
   *
   * @param where file and line, or the command line's option, for messages
   */
  record Entry(String key, String value, String where) {}

  /** {@return the entries of a file by key, in order} */
  static Map<String, Entry> read(Path file) throws BadSettingException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    int number = 0;
    for (String line : lines(file)) {
      String where = Printable.of(file.toString()) + ":" + ++number;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        add(entries, entry(stripped, where));
      }
    }
    return entries;
  }

  /**
   * {@return the entries of options such as {@code --set http.port=0} by key, in order}
   *
   * @param name of the option, such as {@code --set}
   */
  static Map<String, Entry> options(String name, List<String> options) throws BadSettingException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String option : options) {
      add(entries, entry(option, name));
    }
    return entries;
  }

  private static Entry entry(String text, String where) throws BadSettingException {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new BadSettingException(
          "%s: '%s' is no setting; write key = value".formatted(where, shown(text)));
    }
    return new Entry(text.substring(0, equals).strip(), text.substring(equals + 1).strip(), where);
  }

  private static void add(Map<String, Entry> entries, Entry entry) throws BadSettingException {
    Entry earlier = entries.putIfAbsent(entry.key(), entry);
    if (earlier != null) {
      throw new BadSettingException(
          "%s: %s is set twice, first at %s; remove one"
              .formatted(entry.where(), shown(entry.key()), earlier.where()));
    }
  }

  private static List<String> lines(Path file) throws BadSettingException {
    String name = Printable.of(file.toString());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BadSettingException(name + ": larger than 1 MiB; is this the settings file?");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some editors put a byte order mark in front.
      return new ArrayList<>(
          (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList());
    } catch (CharacterCodingException e) {
      throw new BadSettingException(name + ": not UTF-8; save it as UTF-8");
    } catch (NoSuchFileException e) {
      throw new BadSettingException(name + ": no such file; create it or leave out --config");
    } catch (IOException e) {
      throw new BadSettingException(
          name + ": cannot be read: " + Printable.of(String.valueOf(e.getMessage())));
    }
  }

  /** {@return text for a message: no control characters, not too long} */
  static String shown(String text) {
    return Printable.of(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text);
  }
}
