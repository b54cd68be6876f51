package io.unveil.deploy.config;

import io.unveil.deploy.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A properties file for Kafka's clients, as Kafka's own tools take it with {@code
 * --command-config}. It holds secrets: values never appear in messages.
 */
final class ClientConfig {
  private static final int MAX_BYTES = 1 << 20;

  private ClientConfig() {}

  /**
   * {@return its properties}
   *
   * @param where the setting that names it, for messages
   */
  static Map<String, String> read(Path file, String where) throws BadSettingException {
    String name = where + ": kafka.client-config = " + Printable.of(file.toString());
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BadSettingException(name + ": larger than 1 MiB; is this a properties file?");
      }
      properties.load(
          new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new BadSettingException(name + ": no such file; create it or remove the setting");
    } catch (IOException e) {
      throw new BadSettingException(
          name + ": cannot be read: " + Printable.of(String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(name + ": a \\u escape in it is not four hex digits");
    }
    Map<String, String> read = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
    return read;
  }
}
