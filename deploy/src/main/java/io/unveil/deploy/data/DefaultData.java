package io.unveil.deploy.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the data folder is when nobody says: {@code UNVEIL_DATA}, else where the platform keeps the
 * data of a person's programs.
 */
public final class DefaultData {
  private DefaultData() {}

  /** {@return the default data folder of this process} */
  public static Path path() {
    return of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home"));
  }

  /**
   * {@return the default for this environment, system and home folder}, after the <a
   * href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
   * Specification</a>, by which a relative {@code XDG_DATA_HOME} does not count
   */
  static Path of(Map<String, String> environment, String system, String home) {
    String named = environment.get("UNVEIL_DATA");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    String lower = system.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      Path local = absolute(environment.get("LOCALAPPDATA"));
      return (local == null ? Path.of(home, "AppData", "Local") : local).resolve("unveil");
    }
    if (lower.startsWith("mac")) {
      return Path.of(home, "Library", "Application Support", "unveil");
    }
    Path xdg = absolute(environment.get("XDG_DATA_HOME"));
    return (xdg == null ? Path.of(home, ".local", "share") : xdg).resolve("unveil");
  }

  private static @Nullable Path absolute(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return null;
    }
    try {
      Path path = Path.of(name);
      return path.isAbsolute() ? path : null;
    } catch (InvalidPathException _) {
      return null;
    }
  }
}
